import type { InputRule } from './input-rules.ts';
import type { Money } from './money.ts';
import type { ProviderName } from './provider-ref.ts';
import type { StatusReason } from './status-reason.ts';

/** One field that breaks a rule; `path` is within the operation's input. */
export interface InputProblem {
  readonly path: readonly string[];
  readonly rule: InputRule;
  /** What was expected and what came. */
  readonly message: string;
}

/**
 * Every way in which a command may be refused. A refusal is a value that the caller can act upon; all else throws. Plain data,
 * since a refusal that burns a key is stored with it and given again for ever.
 */
export type Refusal =
  | {
      readonly kind: 'invalidInput';
      readonly code: 'INVALID_INPUT' | 'CURRENCY_MISMATCH';
      readonly problems: readonly InputProblem[];
    }
  | { readonly kind: 'notFound'; readonly path: readonly string[]; readonly message: string }
  /** `paymentId` is there when the thing is a payment, so that what it allows now can be shown beside. */
  | {
      readonly kind: 'invalidState';
      readonly path: readonly string[];
      readonly message: string;
      readonly current: string;
      readonly allowedFrom: readonly string[];
      readonly paymentId?: string;
    }
  | {
      readonly kind: 'amount';
      readonly code: 'AMOUNT_TOO_LARGE' | 'AMOUNT_TOO_SMALL';
      readonly message: string;
      readonly path: readonly string[];
      readonly requested: Money;
      readonly limit: Money;
    }
  | {
      readonly kind: 'versionConflict';
      readonly path: readonly string[];
      readonly expected: number;
      readonly actual: number;
    }
  | {
      readonly kind: 'keyReused';
      readonly key: string;
      readonly firstSeenAt: Date;
      readonly changedPaths: readonly string[];
    }
  /** Whether the input is the one that the key was first used with cannot be told. */
  | { readonly kind: 'keyUnverifiable'; readonly key: string; readonly firstSeenAt: Date }
  | { readonly kind: 'keyInProgress'; readonly key: string; readonly firstSeenAt: Date; readonly retryAfterMs: number }
  | {
      readonly kind: 'provider';
      readonly code: 'PROVIDER_REJECTED' | 'PROVIDER_UNAVAILABLE' | 'NOT_SUPPORTED_BY_PROVIDER';
      readonly provider: ProviderName;
      readonly reason: StatusReason;
    };

/** The refusals of some kinds. */
export type RefusalOf<Kind extends Refusal['kind']> = Extract<Refusal, { readonly kind: Kind }>;

/** The refusal of one field. */
export function invalid(path: readonly string[], rule: InputRule, message: string): RefusalOf<'invalidInput'> {
  return { kind: 'invalidInput', code: 'INVALID_INPUT', problems: [{ path, rule, message }] };
}
