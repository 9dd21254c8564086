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

/** Asks the payer of an agreement for an amount. */
export function NewPayment({ agreementId, isActive }: { readonly agreementId: string; readonly isActive: boolean }) {
  const session = useSession();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const [amount, setAmount] = useState('80.00');
  const [currency, setCurrency] = useState('DKK');
  const [description, setDescription] = useState('');
  const [returnUrl, setReturnUrl] = useState(session.environment === 'SANDBOX' ? 'https://shop.example/back' : '');
  const minor = minorOf(amount, 2);
  const because = !isActive
    ? 'The agreement is not active.'
    : may(session, 'payments:write')
      ? null
      : 'This key may not do it: payments:write is missing.';
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
          about="The payer is asked for it in the app, and has a day to accept."
          does="Ask the payer"
          ready={minor !== null && description.trim() !== '' && /^[A-Z]{3}$/.test(currency)}
          act={(idempotencyKey) =>
            askMerchant(NewPaymentDocument, {
              input: {
                idempotencyKey,
                on: { agreementId },
                amount: { amountMinor: minor ?? '0', currency },
                description: description.trim(),
                externalId: newKey().slice(0, 24),
                returnUrl: returnUrl.trim() || null,
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
          <Field label="Where the payer comes back to" value={returnUrl} onChange={setReturnUrl} hint="https://…" />
          <Field label="What for, as the payer reads it" value={description} onChange={setDescription} autoFocus />
        </Ask>
      ) : null}
    </div>
  );
}
