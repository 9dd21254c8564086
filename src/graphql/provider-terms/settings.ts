import type { ProviderName } from '../../kernel/provider-ref.ts';
import { builder } from '../schema/builder.ts';

/**
 * The settings of an account, in the words of each provider: one table for what connects an account and what changes it. A test keeps it
 * equal to the schema by which the provider's own folder reads them.
 */
interface SettingField {
  readonly type: 'text' | 'texts' | 'flag' | 'count' | 'duration' | 'currencies' | 'keySet';
  readonly required?: true;
  /** What the provider's folder calls it, where that is another name. */
  readonly setting?: string;
  readonly description: string;
}
interface ProviderSettings {
  readonly provider: ProviderName;
  readonly title: string;
  readonly fields: Readonly<Record<string, SettingField>>;
}

/** A secret or a name that has to be given. */
const needed = (description: string): SettingField => ({ type: 'text', required: true, description });

/** By the key under which an input gives them. */
export const settingsTable = {
  mobilePay: {
    provider: 'MOBILEPAY',
    title: 'MobilePay Subscriptions',
    fields: {
      apiUrl: needed('Everything before /api, for example https://api.mobilepay.dk/subscriptions.'),
      tokenUrl: needed('For example https://api.mobilepay.dk/merchant-authentication-openidconnect/connect/token.'),
      clientId: needed('OpenID Connect client id.'),
      clientSecret: needed('Its secret.'),
      refreshToken: needed("From the merchant's consent in the portal; it lives about 13 months."),
      ibmClientId: needed('X-IBM-Client-Id of the developer portal.'),
      ibmClientSecret: needed('Its secret.'),
      providerId: needed('The subscription provider that agreements are made under: a GUID.'),
      callbackUsername: needed('What MobilePay shows when it calls us: you choose it, we set it there.'),
      callbackPassword: needed('The same for its password.'),
      takeCallbackAddress: {
        type: 'flag',
        description:
          'Whether the one address of callbacks is taken from another system of yours, which then hears of no payment any more. False when left out.',
      },
      autoReserveApproved: {
        type: 'flag',
        description: "Whether MobilePay has approved reserving without the payer's swipe. False when left out.",
      },
      reservationLifetime: {
        type: 'duration',
        setting: 'reservationLifetimeMs',
        description: 'How long money stays reserved when nobody captures or cancels. P6DT23H45M when left out.',
      },
      refundWindowDays: { type: 'count', description: 'Counted from the capture. 90 when left out.' },
      profile: { type: 'text', description: 'Which era of the API this account speaks: classic.' },
    },
  },
  betalingsservice: {
    provider: 'BETALINGSSERVICE',
    title: 'Betalingsservice',
    fields: {
      creditorApiUrl: needed('For example https://oauth.payments.mastercard.dk/betalingsservice/bs-creditor-api.'),
      oneOffApiUrl: needed('The same for collection requests and the debtor check.'),
      consumerKey: needed("Of Mastercard's developer portal: two halves with an exclamation mark between."),
      privateKeyPem: needed('RSA private key as PEM; the portal hands out PKCS#12.'),
      otherKeySet: {
        type: 'keySet',
        description: 'While keys are replaced: a call that the first set is refused for is signed by this one.',
      },
      creditorNumber: needed('The PBS number: 8 digits, zeros in front included.'),
      debtorGroupNumber: needed('5 digits, zeros in front included.'),
      callbackConsumerKey: needed('By whom callbacks are signed.'),
      callbackPublicKeyPem: needed('By which key: an RSA public key as PEM.'),
      cprCheck: {
        type: 'text',
        description: 'Whether a CPR number must hold a birth date: date or format. date when left out.',
      },
      mandatePolling: {
        type: 'text',
        description:
          "How mandates are asked about: bankingHours, or shortly as in Mastercard's sandbox. bankingHours when left out.",
      },
    },
  },
  goCardless: {
    provider: 'GOCARDLESS',
    title: 'GoCardless',
    fields: {
      apiUrl: needed('https://api.gocardless.com, or https://api-sandbox.gocardless.com.'),
      accessToken: needed('From the dashboard, with read-write access.'),
      webhookSecret: needed('Of the webhook endpoint in the dashboard that has our address.'),
      otherWebhookSecrets: {
        type: 'texts',
        description: 'Also taken as proof: secrets of further endpoints with our address, 5 at most.',
      },
      creditorId: { type: 'text', description: 'Needed only where the account has several creditors.' },
      appFees: {
        type: 'flag',
        description:
          "Whether the token is that of a partner's app, which may take a fee of its own. False when left out.",
      },
      apiVersion: { type: 'text', description: 'Which version of the API this account speaks: 2015-07-06.' },
    },
  },
  buckaroo: {
    provider: 'BUCKAROO',
    title: 'Buckaroo',
    fields: {
      baseUrl: needed('https://checkout.buckaroo.nl or https://testcheckout.buckaroo.nl: everything before /json.'),
      websiteKey: needed('Names the website in the Plaza.'),
      secretKey: needed('Of the website, from the Plaza.'),
      previousSecretKey: {
        type: 'text',
        description: 'While the key is being changed: pushes and replies may be signed with this one too.',
      },
      pushContentType: {
        type: 'text',
        description: 'As chosen in the Plaza: json or httppost. Both are taken when left out.',
      },
      pushDigest: {
        type: 'text',
        description: 'The digest of form pushes, as chosen in the Plaza: sha1, sha256 or sha512. sha1 when left out.',
      },
      culture: {
        type: 'text',
        description: 'The language in which the payer is spoken to: nl-NL, en-US, de-DE or fr-FR. en-US when left out.',
      },
      currencies: { type: 'currencies', description: 'What transfers may be in, 20 at most. EUR when left out.' },
    },
  },
  vippsMobilePay: {
    provider: 'VIPPS_MOBILEPAY',
    title: 'Vipps MobilePay',
    fields: {
      apiUrl: needed('https://api.vipps.no, or https://apitest.vipps.no.'),
      clientId: needed('Of the sales unit, from the business portal.'),
      clientSecret: needed('Its secret.'),
      subscriptionKey: needed('Ocp-Apim-Subscription-Key of the sales unit: the primary or the secondary one.'),
      merchantSerialNumber: needed('The sales unit (MSN) that agreements are made for: 4 to 10 digits.'),
      market: needed('Where the sales unit is: NO, DK or FI. It decides the currency: NOK, DKK or EUR.'),
      agreementUrl: needed('Your own page on which a payer manages agreements; the app shows it. https.'),
      webhookId: {
        type: 'text',
        description:
          'Of a webhook that you have registered with our address yourself: a GUID. We register one, and keep it, when left out.',
      },
      webhookSecret: { type: 'text', description: 'Its secret, which Vipps MobilePay shows once.' },
      previousWebhookSecret: {
        type: 'text',
        description: 'Also taken as proof: the secret of a webhook before this one.',
      },
      autoReserveApproved: {
        type: 'flag',
        description:
          'Whether Vipps MobilePay has approved charges without the payer (UNSCHEDULED). False when left out.',
      },
      lateCaptureApproved: {
        type: 'flag',
        description:
          'Whether it has approved captures after 14 days, in Denmark and Finland: up to 180 then. False when left out.',
      },
      refundWindowDays: { type: 'count', description: 'Counted from the capture. 365 when left out.' },
    },
  },
} as const satisfies Readonly<Record<string, ProviderSettings>>;
type SettingsKey = keyof typeof settingsTable;
const settingsKeys = Object.keys(settingsTable) as SettingsKey[];

const KeySetInput = builder.inputType('BetalingsserviceKeySetInput', {
  description: 'A consumer key of Mastercard with its private key.',
  fields: (t) => ({
    consumerKey: t.string({ required: true, description: 'Two halves with an exclamation mark between.' }),
    privateKeyPem: t.string({ required: true, description: 'RSA private key as PEM.' }),
  }),
});

const types = {
  text: 'String',
  texts: ['String'],
  flag: 'Boolean',
  count: 'Int',
  duration: 'Duration',
  currencies: ['CurrencyCode'],
  keySet: KeySetInput,
} as const;

/** The settings of a provider; where an account is changed, none has to be given. */
function settingsInput(key: SettingsKey, changes: boolean) {
  const { title, fields }: ProviderSettings = settingsTable[key];
  const named = `${key[0]?.toUpperCase()}${key.slice(1)}`;
  return builder.inputType(changes ? `${named}SettingsChangeInput` : `${named}SettingsInput`, {
    description: changes
      ? `What becomes other in the settings of an account at ${title}. What is left out stays.`
      : `The settings of an account at ${title}. Secrets are sealed, and never shown again.`,
    fields: (t) =>
      Object.fromEntries(
        Object.entries(fields).map(([name, { type, required, description }]) => [
          name,
          t.field({ type: types[type], required: !changes && required === true, description } as never),
        ]),
      ),
  });
}

function oneOf(name: string, description: string, changes: boolean) {
  return builder.inputType(name, {
    description,
    isOneOf: true,
    fields: (t) =>
      Object.fromEntries(
        settingsKeys.map((key) => [
          key,
          t.field({ type: settingsInput(key, changes), description: `At ${settingsTable[key].title}.` } as never),
        ]),
      ),
  });
}
export const ProviderSettingsInput = oneOf(
  'ProviderSettingsInput',
  'Exactly one provider, with the settings of an account there.',
  false,
);
export const ProviderSettingsChangeInput = oneOf(
  'ProviderSettingsChangeInput',
  'Exactly one provider, with what becomes other in the settings of an account there.',
  true,
);

/** Where a setting has another name than in the input: its path in a command, and the input's. */
export const settingsPaths: Readonly<Record<string, string>> = Object.fromEntries(
  settingsKeys.flatMap((key) =>
    Object.entries<SettingField>(settingsTable[key].fields).flatMap(([name, { setting }]) =>
      setting ? [[`with.${key}.${setting}`, `with.${key}.${name}`]] : [],
    ),
  ),
);

interface ReadSettings {
  readonly provider: ProviderSettings['provider'];
  /** Where they stand in the input. */
  readonly at: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the provider's folder calls a setting of the input. */
  settingOf(name: string): string;
}

/** The settings that an input gives, under the names of the provider's folder. */
export function readSettings(given: object): ReadSettings {
  const [key, values] = (Object.entries(given)[0] ?? []) as [SettingsKey, object];
  const { provider, fields }: ProviderSettings = settingsTable[key];
  const settingOf = (name: string): string => (Object.hasOwn(fields, name) && fields[name]?.setting) || name;
  return {
    provider,
    at: ['with', key],
    settings: Object.fromEntries(Object.entries(values).map(([name, value]) => [settingOf(name), value])),
    settingOf,
  };
}
