import { useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
// From a registry: '@paygraph/client'.
import { watch } from '../../client/src/index.ts';
import { apiUrl, idInAddress, type PaymentShown, paymentFields, sentenceOf, tokenOf } from './things.ts';

/** A payment as it stands, live; null until the first word of it. */
function usePayment(id: string): { readonly payment: PaymentShown | null; readonly error: Error | null } {
  const [payment, setPayment] = useState<PaymentShown | null>(null);
  const [error, setError] = useState<Error | null>(null);
  useEffect(() => {
    const watching = watch<PaymentShown>({
      url: apiUrl(),
      id,
      credential: () => tokenOf(id),
      select: paymentFields,
      onChange: setPayment,
    });
    watching.ended.catch(setError);
    return () => void watching.stop();
  }, [id]);
  return { payment, error };
}

function Checkout({ id }: { readonly id: string }) {
  const { payment, error } = usePayment(id);
  if (error) return <p role="alert">{error.message}</p>;
  if (!payment) return <p>One moment …</p>;
  const { nextAction, amounts } = payment;
  return (
    <main>
      <h1>{`${amounts.requested.decimal} ${amounts.requested.currency}`}</h1>
      <p id="status" data-status={payment.status} aria-live="polite">
        {sentenceOf(payment)}
      </p>
      {nextAction?.__typename === 'RedirectPayer' && <a href={nextAction.url}>Approve in the app</a>}
    </main>
  );
}

const root = document.getElementById('root');
if (root) createRoot(root).render(<Checkout id={idInAddress()} />);
