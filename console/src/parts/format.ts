/** An amount as the API gives it. A currency is always said: there is none by default. */
export interface MoneyShown {
  readonly decimal: string;
  readonly currency: string;
  readonly amountMinor: string;
  readonly exponent: number;
}

/** For people: grouped digits and the code, never through a float. */
export function moneyText({ decimal, currency }: Pick<MoneyShown, 'decimal' | 'currency'>): string {
  const [whole = '0', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${fraction === undefined ? grouped : `${grouped}.${fraction}`} ${currency}`;
}

/** Minor units of what a person typed, or null for what is no amount of so many decimals above nothing. */
export function minorOf(text: string, exponent: number): string | null {
  const [, whole = '', fraction = ''] = /^(\d{1,12})(?:[.,](\d+))?$/.exec(text.trim()) ?? [];
  if (whole === '' || fraction.length > exponent) return null;
  const minor = BigInt(whole + fraction.padEnd(exponent, '0'));
  return minor > 0n ? String(minor) : null;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = timeZone + JSON.stringify(options);
  const found = formats.get(name) ?? new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  formats.set(name, found);
  return found;
}

/** 29 Nov 2026, 21:40:07 in a zone. */
export const timeText = (iso: string, timeZone: string): string =>
  format(timeZone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(new Date(iso));

/** When a day begins in a zone. A clock that is put forward at midnight begins it an hour later, which no zone of ours does. */
export function startOfDay(day: string, timeZone: string): Date | null {
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(utc)) return null;
  // By what the zone shows at that instant it is known how far it is ahead; twice, since the change may lie in between.
  const ahead = (at: number): number => {
    const shown = format(timeZone, { timeZoneName: 'longOffset' }).formatToParts(new Date(at));
    const name = shown.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
    const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };
  return new Date(utc - ahead(utc - ahead(utc)));
}

/** How long something lasts, by its largest unit: 3 h, 2 d. */
export function spanText(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** SETTLED and payment.capture as people read them. */
export function words(name: string): string {
  const text = name.replace(/[_.-]+/g, ' ').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const providerNames: Readonly<Record<string, string>> = {
  MOBILEPAY: 'MobilePay',
  VIPPS_MOBILEPAY: 'Vipps MobilePay',
  BETALINGSSERVICE: 'Betalingsservice',
  GOCARDLESS: 'GoCardless',
  BUCKAROO: 'Buckaroo',
};
export const providerText = (provider: string): string => providerNames[provider] ?? words(provider);

/** The provider of a field of an input: vippsMobilePay is VIPPS_MOBILEPAY. */
export function providerOfField(field: string): string {
  const bare = (name: string): string => name.replaceAll('_', '').toUpperCase();
  const provider = Object.keys(providerNames).find((name) => bare(name) === bare(field));
  return provider ? providerText(provider) : words(field.replace(/([a-z])([A-Z])/g, '$1_$2'));
}

export const countText = (count: number | bigint): string => count.toLocaleString('en-GB');
