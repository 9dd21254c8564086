import { useState } from 'react';
import { askMerchant } from '../api/request.ts';
import {
  type ActionFragment,
  CancelPaymentDocument,
  CaptureDocument,
  type PaymentActionKind,
  RefundDocument,
  RetryPaymentDocument,
} from '../merchant/generated/graphql.ts';
import { useSession } from '../session.tsx';
import { Button, Card, Money, Notice, Time } from './basics.tsx';
import { Ask } from './dialog.tsx';
import { type MoneyShown, minorOf, moneyText } from './format.ts';
import { Field } from './pickers.tsx';

interface Done {
  readonly name: string;
  readonly does: string;
  readonly scope: string;
  readonly about: string;
  readonly danger: boolean;
}
const doings: Readonly<Record<PaymentActionKind, Done | null>> = {
  CAPTURE: {
    name: 'Capture',
    does: 'Capture',
    scope: 'payments:capture',
    about: 'The money that the payer has reserved is taken. It is on its way to you afterwards.',
    danger: false,
  },
  REFUND: {
    name: 'Refund',
    does: 'Refund',
    scope: 'payments:refund',
    about: 'The money goes back to the payer. That cannot be undone.',
    danger: true,
  },
  CANCEL: {
    name: 'Cancel',
    does: 'Cancel the payment',
    scope: 'payments:write',
    about: 'What has not been captured is released, and the payer owes nothing of it. That cannot be undone.',
    danger: true,
  },
  RETRY: {
    name: 'Try again',
    does: 'Try again',
    scope: 'payments:write',
    about: 'The provider is asked to collect the money once more.',
    danger: false,
  },
  // Asks for a day and an amount: by updateCharge.
  UPDATE: null,
};

interface Props {
  readonly paymentId: string;
  readonly version: number;
  readonly actions: readonly ActionFragment[];
  readonly onDone: () => void;
}

/** What may be done, with its limits; what may not, with the reason, by the very rules of the mutations. */
export function PaymentActions({ paymentId, version, actions, onDone }: Props) {
  const { scopes } = useSession();
  const [open, setOpen] = useState<ActionFragment | null>(null);
  return (
    <Card title="Actions">
      {actions.map((action) => {
        const doing = doings[action.kind];
        if (!doing) return null;
        const allowed = scopes.includes(doing.scope);
        return (
          <div key={action.kind} className="action">
            <div className="row" style={{ justifyContent: 'space-between' }}>
              <Button
                kind={action.kind === 'CAPTURE' && action.available ? 'primary' : 'plain'}
                isDisabled={!action.available || !allowed}
                onPress={() => setOpen(action)}
              >
                {doing.name}
              </Button>
              {action.available && action.maxAmount ? (
                <span className="small muted">
                  {action.partialAllowed ? 'up to ' : 'all of '}
                  <Money of={action.maxAmount} />
                </span>
              ) : null}
            </div>
            {action.available && action.deadline ? (
              <p className="small muted">
                Until <Time at={action.deadline} />
              </p>
            ) : null}
            {action.unavailableBecause ? <p className="small muted">{action.unavailableBecause.message}</p> : null}
            {allowed ? null : <p className="small muted">This key may not do it: {doing.scope} is missing.</p>}
          </div>
        );
      })}
      {open ? (
        <ActionDialog
          action={open}
          paymentId={paymentId}
          version={version}
          onClose={() => setOpen(null)}
          onDone={onDone}
        />
      ) : null}
    </Card>
  );
}

function ActionDialog({
  action,
  paymentId,
  version,
  onClose,
  onDone,
}: Omit<Props, 'actions'> & { readonly action: ActionFragment; readonly onClose: () => void }) {
  const { kind, maxAmount, partialAllowed, deadline } = action;
  const doing = doings[kind];
  const takesAmount = maxAmount !== null && partialAllowed && (kind === 'CAPTURE' || kind === 'REFUND');
  const [text, setText] = useState(maxAmount?.decimal ?? '');
  const [reason, setReason] = useState('');
  const minor = maxAmount && takesAmount ? minorOf(text, maxAmount.exponent) : null;
  const wrong = takesAmount && maxAmount ? wrongAmount(minor, maxAmount) : null;
  if (!doing) return null;
  const amount = minor && maxAmount ? { amountMinor: minor, currency: maxAmount.currency } : null;
  const act = (idempotencyKey: string) => {
    const input = { idempotencyKey, paymentId, expectedVersion: version };
    if (kind === 'CAPTURE') return askMerchant(CaptureDocument, { input: { ...input, amount } });
    if (kind === 'REFUND') return askMerchant(RefundDocument, { input: { ...input, amount, reason: reason || null } });
    if (kind === 'RETRY') return askMerchant(RetryPaymentDocument, { input });
    return askMerchant(CancelPaymentDocument, { input });
  };
  return (
    <Ask
      title={doing.name}
      danger={doing.danger}
      does={amount && maxAmount ? `${doing.does} ${amountText(text, maxAmount)}` : doing.does}
      ready={!wrong}
      about={
        <>
          <p>{doing.about}</p>
          {maxAmount && !takesAmount ? (
            <p>
              All of <Money of={maxAmount} />.
            </p>
          ) : null}
          {deadline ? (
            <p>
              Possible until <Time at={deadline} />.
            </p>
          ) : null}
        </>
      }
      act={act}
      onClose={onClose}
      onDone={() => {
        onDone();
        return false;
      }}
    >
      {takesAmount && maxAmount ? (
        <Field
          label={`Amount in ${maxAmount.currency}`}
          value={text}
          onChange={setText}
          inputMode="decimal"
          wrong={wrong}
          hint={`${moneyText(maxAmount)} at most.`}
        />
      ) : null}
      {kind === 'REFUND' ? <Field label="Reason, for you (optional)" value={reason} onChange={setReason} /> : null}
      {kind === 'REFUND' ? (
        <Notice>
          <p className="small">The payer sees the refund under your name; when it arrives is up to their bank.</p>
        </Notice>
      ) : null}
    </Ask>
  );
}

const amountText = (decimal: string, { currency }: MoneyShown): string =>
  moneyText({ decimal: decimal.trim().replace(',', '.'), currency });

function wrongAmount(minor: string | null, max: MoneyShown): string | null {
  if (minor === null) return `expected an amount above 0 with at most ${max.exponent} decimals, such as ${max.decimal}`;
  return BigInt(minor) > BigInt(max.amountMinor) ? `expected ${moneyText(max)} at most` : null;
}
