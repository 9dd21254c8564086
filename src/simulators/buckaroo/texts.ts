/** The languages of descriptions and messages, as the `Culture` header names them. */
export const cultures = ['en-US', 'nl-NL', 'de-DE'] as const;
export type Culture = (typeof cultures)[number];
type Texts = readonly [english: string, dutch: string, german: string];

const statuses = {
  190: ['Success', 'Succes', 'Erfolg'],
  490: ['Failed', 'Mislukt', 'Fehlgeschlagen'],
  491: ['Validation failure', 'Validatie mislukt', 'Validierung fehlgeschlagen'],
  492: ['Technical failure', 'Technische fout', 'Technischer Fehler'],
  690: ['Rejected', 'Afgekeurd', 'Abgelehnt'],
  791: ['Pending processing', 'Wachten op verwerking', 'Verarbeitung ausstehend'],
  792: ['Waiting for consumer', 'Wacht op consument', 'Warten auf den Verbraucher'],
  793: ['On hold', 'In de wacht', 'Angehalten'],
  794: ['Pending approval', 'Wacht op goedkeuring', 'Genehmigung ausstehend'],
  890: ['Cancelled by consumer', 'Geannuleerd door consument', 'Vom Verbraucher storniert'],
  891: ['Cancelled by merchant', 'Geannuleerd door merchant', 'Vom Händler storniert'],
} as const satisfies Readonly<Record<number, Texts>>;
export type StatusCode = keyof typeof statuses;

const subCodes = {
  S001: [
    'Transaction successfully processed',
    'Transactie succesvol verwerkt',
    'Die Transaktion wurde erfolgreich verarbeitet',
  ],
  C300: [
    'The payment for this transfer is still being expected.',
    'Betaling voor deze overschrijving wordt nog verwacht.',
    'Die Zahlung für diese Überweisung wird noch erwartet.',
  ],
  C620: [
    'Waiting for the transfer to the bank',
    'Wachten op overboeking naar de bank',
    'Warten auf die Überweisung an die Bank',
  ],
} as const satisfies Readonly<Record<string, Texts>>;
export type SubCode = keyof typeof subCodes;

const places: Readonly<Record<Culture, 0 | 1 | 2>> = { 'en-US': 0, 'nl-NL': 1, 'de-DE': 2 };

export function statusText(code: StatusCode, culture: Culture): string {
  return statuses[code][places[culture]];
}

export function subCodeText(code: SubCode, culture: Culture): string {
  return subCodes[code][places[culture]];
}

/** The culture that a header asks for; English where it names none that is spoken here. */
export function cultureOf(header: string | undefined): Culture {
  const language = (header ?? '').trim().slice(0, 2).toLowerCase();
  return cultures.find((culture) => culture.startsWith(language) && language !== '') ?? 'en-US';
}

interface Instruction {
  readonly title: string;
  readonly request: (amount: string, reference: string) => string;
  readonly labels: {
    readonly amount: string;
    readonly reference: string;
    readonly holder: string;
    readonly due: string;
  };
}
/** What a consumer is told to do. */
export const instructions: Readonly<Record<Culture, Instruction>> = {
  'en-US': {
    title: 'Transfer to bank account',
    request: (amount, reference) =>
      `Please transfer the specified amount (${amount}) stating the payment reference ${reference}, using the bank details below:`,
    labels: { amount: 'Amount', reference: 'Payment reference', holder: 'Accountholder', due: 'To be paid by' },
  },
  'nl-NL': {
    title: 'Overboeken naar bankrekening',
    request: (amount, reference) =>
      `Wij verzoeken u het bedrag (${amount}) over te maken onder vermelding van betalingskenmerk ${reference}, met onderstaande bankgegevens:`,
    labels: { amount: 'Bedrag', reference: 'Betalingskenmerk', holder: 'Rekeninghouder', due: 'Te betalen voor' },
  },
  'de-DE': {
    title: 'Überweisung auf ein Bankkonto',
    request: (amount, reference) =>
      `Bitte überweisen Sie den Betrag (${amount}) unter Angabe des Verwendungszwecks ${reference} auf das folgende Konto:`,
    labels: { amount: 'Betrag', reference: 'Verwendungszweck', holder: 'Kontoinhaber', due: 'Zu zahlen bis' },
  },
};
