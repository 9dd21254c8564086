import { useState } from 'react';
import { useLocation } from 'wouter';
import { askMerchant } from '../api/request.ts';
import { may } from '../api/session.ts';
import { NewPaymentDocument } from '../merchant/generated/graphql.ts';
import { Button } from '../parts/basics.tsx';
import { Ask } from '../parts/dialog.tsx';
import { minorOf } from '../parts/format.ts';
import { newKey } from '../parts/idempotency.ts';
import { Field } from '../parts/pickers.tsx';
import { useSession } from '../session.tsx';

interface Props {
  readonly on: { readonly agreementId: string } | { readonly mandateId: string };
  /** That of the mandate; an agreement has one of its own only where it names an amount. */
  readonly currency?: string | null | undefined;
  /** Why there is none to be asked for; null where there is. */
  readonly unavailableBecause: string | null;
}

/** Asks for an amount on a consent: the payer of an agreement in the app, the bank on a mandate. */
export function NewPayment({ on, currency: own, unavailableBecause }: Props) {
  const session = useSession();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const [amount, setAmount] = useState('80.00');
  const [currency, setCurrency] = useState(own ?? 'DKK');
  const [description, setDescription] = useState('');
  const [returnUrl, setReturnUrl] = useState(session.environment === 'SANDBOX' ? 'https://shop.example/back' : '');
  const asksPayer = 'agreementId' in on;
  const minor = minorOf(amount, 2);
  const because =
    unavailableBecause ??
    (may(session, 'payments:write') ? null : 'This key may not do it: payments:write is missing.');
  return (
    <div className="action">
      <div>
        <Button isDisabled={because !== null} onPress={() => setOpen(true)}>
          New payment
        </Button>
      </div>
      {because ? <p className="small muted">{because}</p> : null}
      {open ? (
        <Ask
          title="New payment"
          about={
            asksPayer
              ? 'The payer is asked for it in the app, and has a day to accept.'
              : 'The bank collects it on the first day that it can. Nobody is asked, and it takes some days.'
          }
          does={asksPayer ? 'Ask the payer' : 'Have it collected'}
          ready={minor !== null && description.trim() !== '' && /^[A-Z]{3}$/.test(currency)}
          act={(idempotencyKey) =>
            askMerchant(NewPaymentDocument, {
              input: {
                idempotencyKey,
                on,
                amount: { amountMinor: minor ?? '0', currency },
                description: description.trim(),
                externalId: newKey().slice(0, 24),
                ...(asksPayer ? { returnUrl: returnUrl.trim() || null } : {}),
              },
            })
          }
          onClose={() => setOpen(false)}
          onDone={(result) => {
            if ('payment' in result) navigate(`/payments/${(result.payment as { readonly id: string }).id}`);
            return false;
          }}
        >
          <Field
            label="Amount"
            value={amount}
            onChange={setAmount}
            inputMode="decimal"
            wrong={minor === null ? 'expected an amount such as 80.00' : null}
          />
          <Field label="Currency" value={currency} onChange={(text) => setCurrency(text.toUpperCase())} />
          {asksPayer ? (
            <Field label="Where the payer comes back to" value={returnUrl} onChange={setReturnUrl} hint="https://…" />
          ) : null}
          <Field label="What for, as the payer reads it" value={description} onChange={setDescription} autoFocus />
        </Ask>
      ) : null}
    </div>
  );
}
