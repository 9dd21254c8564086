import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import {
  NewAgreementDocument,
  NewBillingRequestDocument,
  NewMandateDocument,
  NewTransferDocument,
} from '../merchant/generated/graphql.ts';
import { pathOf } from '../nouns.ts';
import { useSession } from '../session.tsx';
import { Button, Card } from './basics.tsx';
import { Ask } from './dialog.tsx';
import { minorOf } from './format.ts';
import { newKey } from './idempotency.ts';
import { Field } from './pickers.tsx';

type Filled = Readonly<Record<string, string>>;
interface FieldOf {
  readonly name: string;
  readonly label: string;
  /** What stands there at first: that of a shop and a payer who do not exist. */
  readonly value: () => string;
  readonly isAmount?: boolean;
}
/** A thing that can be begun with a few words. */
interface Beginning {
  readonly title: string;
  readonly scope: string;
  readonly about: ReactNode;
  readonly does: string;
  readonly fields: readonly FieldOf[];
  act(idempotencyKey: string, filled: Filled): Promise<{ readonly result: object }>;
}

const fresh = (): string => newKey().slice(0, 24);
/** Letters and digits, 15 at most: what a customer number may be. */
const customerNumber = (): string => `C${newKey().slice(-10).toUpperCase()}`;
const minor = (filled: Filled): string => minorOf(filled.amount ?? '', 2) ?? '0';
const always = (text: string) => () => text;

const beginnings: readonly Beginning[] = [
  {
    title: 'New agreement',
    scope: 'agreements:write',
    about: 'The payer is asked for it in the app, and has half an hour.',
    does: 'Ask the payer',
    fields: [{ name: 'plan', label: 'Plan, as the payer reads it', value: always('Coffee club') }],
    act: (idempotencyKey, { plan = '' }) =>
      askMerchant(NewAgreementDocument, {
        input: {
          idempotencyKey,
          plan,
          country: 'DK',
          frequency: 'FLEXIBLE',
          expiresIn: 'PT30M',
          externalId: fresh(),
          returnUrl: 'https://shop.example/back',
        },
      }),
  },
  {
    title: 'New billing request',
    scope: 'payments:write',
    about: 'A payment now and a mandate for those to come, at GoCardless. The payer completes its steps.',
    does: 'Ask the payer',
    fields: [
      { name: 'amount', label: 'Amount in GBP', value: always('25.00'), isAmount: true },
      { name: 'description', label: 'What for, as the payer reads it', value: always('First delivery') },
    ],
    act: (idempotencyKey, { description = '', ...filled }) =>
      askMerchant(NewBillingRequestDocument, {
        input: {
          idempotencyKey,
          externalId: fresh(),
          with: {
            goCardless: {
              payment: { amount: { amountMinor: minor(filled), currency: 'GBP' }, description },
              mandate: { scheme: 'BACS' },
            },
          },
        },
      }),
  },
  {
    title: 'New mandate',
    scope: 'mandates:write',
    about: 'At Betalingsservice, of what the payer has told you. The bank of the payer takes it in.',
    does: 'Register it',
    fields: [
      { name: 'debtorReference', label: 'Your customer number', value: customerNumber },
      { name: 'nationalId', label: 'CPR or CVR number', value: always('0101801234') },
      { name: 'bankRegistrationNumber', label: 'Registration number of the bank', value: always('0040') },
      { name: 'bankAccountNumber', label: 'Account number', value: always('0440116243') },
    ],
    act: (
      idempotencyKey,
      { debtorReference = '', nationalId = '', bankRegistrationNumber = '', bankAccountNumber = '' },
    ) =>
      askMerchant(NewMandateDocument, {
        input: {
          idempotencyKey,
          externalId: fresh(),
          debtor: { betalingsservice: { debtorReference, nationalId, bankRegistrationNumber, bankAccountNumber } },
        },
      }),
  },
  {
    title: 'New transfer',
    scope: 'payments:write',
    about: 'The payer sends the money by a transfer at their own bank, with a reference by which it is known.',
    does: 'Ask the payer',
    fields: [
      { name: 'amount', label: 'Amount in EUR', value: always('10.00'), isAmount: true },
      { name: 'invoice', label: 'Your invoice number', value: () => `INV-${newKey().slice(-8)}` },
      { name: 'email', label: 'Mail address of the payer', value: always('ada@shop.example') },
    ],
    act: (idempotencyKey, { invoice = '', email = '', ...filled }) =>
      askMerchant(NewTransferDocument, {
        input: {
          idempotencyKey,
          invoice,
          amount: { amountMinor: minor(filled), currency: 'EUR' },
          payer: { firstName: 'Ada', lastName: 'Byron', email },
        },
      }),
  },
];

const wrongIn = ({ isAmount }: FieldOf, text: string): string | null =>
  isAmount && minorOf(text, 2) === null ? 'expected an amount above 0 with at most 2 decimals, such as 10.00' : null;

/** The id of what a mutation has made, whichever noun it is. */
function idOf(result: object): string | null {
  const made = Object.values(result).find((value) => typeof value === 'object' && value !== null && 'id' in value);
  return (made as { readonly id: string } | undefined)?.id ?? null;
}

function Form({ beginning, onClose }: { readonly beginning: Beginning; readonly onClose: () => void }) {
  const [, navigate] = useLocation();
  const { title, about, does, fields, act } = beginning;
  const [filled, setFilled] = useState<Filled>(() =>
    Object.fromEntries(fields.map(({ name, value }) => [name, value()])),
  );
  const trimmed = Object.fromEntries(Object.entries(filled).map(([name, text]) => [name, text.trim()]));
  return (
    <Ask
      title={title}
      about={about}
      does={does}
      ready={fields.every((field) => trimmed[field.name] !== '' && !wrongIn(field, trimmed[field.name] ?? ''))}
      act={(idempotencyKey) => act(idempotencyKey, trimmed)}
      onClose={onClose}
      onDone={(result) => {
        const path = pathOf(idOf(result) ?? '');
        if (path) navigate(path);
        return false;
      }}
    >
      {fields.map((field, index) => (
        <Field
          key={field.name}
          label={field.label}
          value={filled[field.name] ?? ''}
          onChange={(text) => setFilled((before) => ({ ...before, [field.name]: text }))}
          wrong={wrongIn(field, filled[field.name] ?? '')}
          autoFocus={index === 0}
          {...(field.isAmount ? { inputMode: 'decimal' as const } : {})}
        />
      ))}
    </Ask>
  );
}

/** The first thing of each kind, made by a few words; what can be done with it is on its page. */
export function Begin() {
  const session = useSession();
  const [open, setOpen] = useState<Beginning | null>(null);
  return (
    <Card title="Begin">
      <div className="card-body stack">
        <p>
          Make an agreement, open it, play “Payer accepts”, ask for a payment, accept that too, and capture it. Or begin
          with what a bank does.
        </p>
        <div className="row">
          {beginnings.map((beginning, index) => (
            <Button
              key={beginning.title}
              kind={index === 0 ? 'primary' : 'plain'}
              isDisabled={!may(session, beginning.scope)}
              onPress={() => setOpen(beginning)}
            >
              {beginning.title}
            </Button>
          ))}
        </div>
      </div>
      {open ? <Form beginning={open} onClose={() => setOpen(null)} /> : null}
    </Card>
  );
}
