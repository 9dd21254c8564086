import type { AmountsFragment } from '../merchant/generated/graphql.ts';
import { Card, Money } from './basics.tsx';
import { type MoneyShown, moneyText } from './format.ts';

interface Part {
  readonly part: string;
  readonly text: string;
  readonly minor: bigint;
}

const minor = ({ amountMinor }: MoneyShown): bigint => BigInt(amountMinor);
const atLeastNothing = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** How what was asked for is divided now. Each part is of money that is in no other. */
export function partsOf(amounts: AmountsFragment): readonly Part[] {
  const pending = minor(amounts.pendingCapture) + minor(amounts.pendingRefund) + minor(amounts.pendingCancel);
  const kept = atLeastNothing(
    minor(amounts.captured) - minor(amounts.refunded) - minor(amounts.reversed) - minor(amounts.pendingRefund),
  );
  const parts = [
    { part: 'captured', text: 'Captured and kept', minor: kept },
    { part: 'pending', text: 'In flight', minor: pending },
    { part: 'capturable', text: 'Authorised, not captured', minor: minor(amounts.capturable) },
    { part: 'refunded', text: 'Refunded', minor: minor(amounts.refunded) },
    { part: 'reversed', text: 'Taken back by the bank', minor: minor(amounts.reversed) },
    { part: 'released', text: 'Released', minor: minor(amounts.released) },
  ];
  const divided = parts.reduce((sum, { minor: amount }) => sum + amount, 0n);
  const outstanding = atLeastNothing(minor(amounts.requested) - divided);
  return [...parts, { part: 'outstanding', text: 'Not authorised', minor: outstanding }].filter(
    ({ minor: amount }) => amount > 0n,
  );
}

/** Minor units as the decimal that money is shown by. */
function decimalOf(amount: bigint, exponent: number): string {
  const digits = String(amount).padStart(exponent + 1, '0');
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export function AmountBar({ amounts }: { readonly amounts: AmountsFragment }) {
  const { requested } = amounts;
  const parts = partsOf(amounts);
  const whole = parts.reduce((sum, { minor: amount }) => sum + amount, 0n);
  const textOf = (amount: bigint): string =>
    moneyText({ decimal: decimalOf(amount, requested.exponent), currency: requested.currency });
  return (
    <Card>
      <div className="card-body stack">
        <div>
          <div className="muted small">Asked for</div>
          <div className="big">
            <Money of={requested} />
          </div>
        </div>
        <div
          className="bar"
          role="img"
          aria-label={parts.map(({ text, minor: amount }) => `${text}: ${textOf(amount)}`).join(', ')}
        >
          {parts.map(({ part, minor: amount }) => (
            <span
              key={part}
              data-part={part}
              style={{ width: `${whole === 0n ? 0 : Number((amount * 10_000n) / whole) / 100}%` }}
            />
          ))}
        </div>
        <dl className="legend">
          {parts.map(({ part, text, minor: amount }) => (
            <div key={part}>
              <dt>
                <i data-part={part} />
                {text}
              </dt>
              <dd>{textOf(amount)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}
