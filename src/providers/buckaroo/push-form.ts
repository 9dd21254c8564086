import { isSignedName } from './signature.ts';

// A push has about forty fields.
const fieldsMax = 500;

/** The signed fields of a form push and its signature, exactly as they were sent but for their coding. */
export interface PushForm {
  readonly fields: ReadonlyMap<string, string>;
  readonly signature: string;
  /**
   * The signature runs names and values together without a mark between. So a value that reads like a field of its own could have been split
   * anew, and would still be signed: it is what a payer wrote, or a forgery, and only Buckaroo can tell.
   */
  readonly isAmbiguous: boolean;
}

/** Null for what names a field twice or hides one behind another. Fields that nobody signed are left out. */
export function readForm(text: string): PushForm | null {
  const fields = new Map<string, string>();
  let isAmbiguous = false;
  const seen = new Set<string>();
  let signature: string | null = null;
  const pairs = text.split('&');
  if (pairs.length > fieldsMax) return null;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const name = decode(at < 0 ? pair : pair.slice(0, at));
    const value = decode(at < 0 ? '' : pair.slice(at + 1));
    const isSignature = name?.toLowerCase() === 'brq_signature';
    // What nobody signed spoils nothing, however it is written.
    if (name === null || (!isSignature && !isSignedName(name))) continue;
    if (value === null) return null;
    // Square brackets make a list of a name in some programs, and so hide a second value behind the first.
    if (seen.has(name.toLowerCase()) || name.length > nameLengthMax) return null;
    if (/[=[\]]/.test(name)) return null;
    isAmbiguous ||= looksLikeField.test(value);
    seen.add(name.toLowerCase());
    if (isSignature) signature = value;
    else fields.set(name, value);
  }
  return signature === null ? null : { fields, signature, isAmbiguous };
}

// The bound on the name is also one on the time that looking for it takes: nobody has proved anything yet.
const nameLengthMax = 100;
const looksLikeField = /(?:brq|add|cust)_[^=&\s]{0,100}=/i;

/** Percent signs and plus signs undone; null where that gives no UTF-8. */
function decode(text: string): string | null {
  try {
    const decoded = decodeURIComponent(text.replaceAll('+', ' '));
    return decoded.includes('\0') ? null : decoded;
  } catch {
    return null;
  }
}
