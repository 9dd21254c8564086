import { z } from 'zod';
import { jsonReply } from '../kit/replies.ts';
import { providerId } from './auth.ts';
import type { Handler } from './handler.ts';
import { link, patch, readInput, text } from './input.ts';
import { noContent } from './replies.ts';
import { type CallbackAuth, keepSettings, settingsOf } from './settings.ts';

const shop = {
  name: 'Sandbox Shop',
  homepage: 'https://shop.example',
  email: 'service@shop.example',
  address: 'Havnegade 1',
  zip: '1058',
  city: 'København K',
};
export const merchantName = shop.name;

export const getMerchant: Handler = () =>
  jsonReply(200, [
    {
      Id: '0f1c6a52-7f52-4f0d-8e0f-6e6f2f9d0c11',
      SubscriptionProviders: [
        {
          SubscriptionProviderId: providerId,
          Name: shop.name,
          HomepageUrl: shop.homepage,
          CustomerServiceEmail: shop.email,
          SelfServicePortalUrl: shop.homepage,
          FaqUrl: shop.homepage,
          Status: 'Enabled',
          Address: shop.address,
          ZipCode: shop.zip,
          City: shop.city,
        },
      ],
    },
  ]);

export const getProvider: Handler = (step) => {
  const { callbackUrl, callbackAuth } = settingsOf(step);
  return jsonReply(200, {
    subscription_provider_id: providerId,
    name: shop.name,
    homepage_url: shop.homepage,
    customer_service_email: shop.email,
    status: 'Enabled',
    address: shop.address,
    zip_code: shop.zip,
    city: shop.city,
    payment_status_callback_url: callbackUrl,
    credentials: shown(callbackAuth),
  });
};

const providerPatch = patch({ '/payment_status_callback_url': link });

export const patchProvider: Handler = (step, request) => {
  const input = readInput(step, request, providerPatch);
  if (!input.ok) return input.error;
  keepSettings(step, { callbackUrl: String(input.value['/payment_status_callback_url']) });
  return noContent;
};

const basic = z.object({
  user_name: text(256).refine((name) => !name.includes(':'), 'A user name holds no colon.'),
  password: text(256),
});
const apikey = z.object({ api_key: text(256).regex(/^[A-Za-z0-9._~+/-]+=*$/, 'The key must be of the token68 form.') });
const oauth2 = z.object({
  client_id: text(256),
  client_secret: text(256),
  token_url: link,
  scope: text(256).nullish(),
});

export const putBasic: Handler = (step, request) => {
  const input = readInput(step, request, basic);
  if (!input.ok) return input.error;
  keepSettings(step, {
    callbackAuth: { scheme: 'basic', userName: input.value.user_name, password: input.value.password },
  });
  return noContent;
};

export const putApikey: Handler = (step, request) => {
  const input = readInput(step, request, apikey);
  if (!input.ok) return input.error;
  keepSettings(step, { callbackAuth: { scheme: 'apikey', apiKey: input.value.api_key } });
  return noContent;
};

export const putOauth2: Handler = (step, request) => {
  const input = readInput(step, request, oauth2);
  if (!input.ok) return input.error;
  const { client_id, client_secret, token_url, scope } = input.value;
  keepSettings(step, {
    callbackAuth: {
      scheme: 'oauth2',
      clientId: client_id,
      clientSecret: client_secret,
      tokenUrl: token_url,
      scope: scope ?? null,
    },
  });
  return noContent;
};

function shown(auth: CallbackAuth): object {
  switch (auth.scheme) {
    case 'none':
      return { scheme: 'None', key: null, password: null, scope: null };
    case 'basic':
      return { scheme: 'Basic', key: auth.userName, password: auth.password, scope: null };
    case 'apikey':
      return { scheme: 'ApiKey', key: auth.apiKey, password: null, scope: null };
    case 'oauth2':
      return {
        scheme: 'OAuth2',
        key: auth.clientId,
        password: auth.clientSecret,
        scope: auth.scope,
        token_url: auth.tokenUrl,
      };
  }
}
