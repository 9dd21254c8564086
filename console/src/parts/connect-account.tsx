import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { askMerchant } from '../api/request.ts';
import {
  ConnectAccountDocument,
  type ConnectAccountMutation,
  SettingsOfProvidersDocument,
} from '../merchant/generated/graphql.ts';
import { Failed, Waiting } from './basics.tsx';
import { Ask, Show } from './dialog.tsx';
import { providerOfField, words } from './format.ts';
import { Field, PickOne } from './pickers.tsx';
import { isList, isLong, isRequired, isSecret, isYesNo, type SettingsField, settingsOf } from './settings-form.ts';

type Step = Extract<ConnectAccountMutation['result'], { __typename: 'ProviderAccountPayload' }>['setUp'][number];
const yesNo = [
  { id: 'yes', text: 'Yes' },
  { id: 'no', text: 'No' },
];
/** mobilePay and callbackPublicKeyPem as people read them. */
const spaced = (name: string): string => words(name.replace(/([a-z])([A-Z])/g, '$1_$2'));

function SettingField({
  field,
  value,
  onChange,
}: {
  readonly field: SettingsField;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const label = isRequired(field) ? spaced(field.name) : `${spaced(field.name)} (may be left out)`;
  if (isYesNo(field))
    return <PickOne label={label} choices={yesNo} value={value || null} onChange={onChange} placeholder="Left out" />;
  const hint = [field.description, isList(field) ? 'Several with blanks or commas between.' : ''].filter(Boolean);
  return (
    <Field
      label={label}
      hint={hint.join(' ')}
      value={value}
      onChange={onChange}
      lines={isLong(field)}
      autoComplete="off"
      {...(isSecret(field) && !isLong(field) ? { type: 'password', autoComplete: 'new-password' } : {})}
    />
  );
}

/** Connects an account: the form is what the schema says that the provider needs. */
export default function ConnectAccount({
  onClose,
  onDone,
}: {
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const [provider, setProvider] = useState<string | null>(null);
  const [filled, setFilled] = useState<Readonly<Record<string, string>>>({});
  const [steps, setSteps] = useState<readonly Step[] | null>(null);
  const schema = useQuery({
    queryKey: ['settings-of-providers'],
    queryFn: ({ signal }) => askMerchant(SettingsOfProvidersDocument, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const providers = schema.data?.__type?.inputFields ?? [];
  const fields = (providers.find(({ name }) => name === provider)?.type.inputFields ?? []) as readonly SettingsField[];
  if (steps)
    return (
      <Show title="What you enter at the provider" onClose={onClose}>
        <dl className="facts-list">
          {steps.map(({ where, what, value }) => (
            <div key={where + what} style={{ display: 'contents' }}>
              <dt>{what}</dt>
              <dd>
                {value ? <code className="secret">{value}</code> : 'As you have it, or as you choose.'}
                <div className="small muted">{where}</div>
              </dd>
            </div>
          ))}
        </dl>
      </Show>
    );
  return (
    <Ask
      title="Connect an account"
      about="The credentials are tried at the provider, sealed, and shown to nobody again."
      does="Connect it"
      ready={fields.length > 0 && fields.filter(isRequired).every(({ name }) => (filled[name] ?? '').trim() !== '')}
      act={(idempotencyKey) =>
        askMerchant(ConnectAccountDocument, {
          input: { idempotencyKey, with: { [provider ?? '']: settingsOf(fields, filled) } as never },
        })
      }
      onClose={onClose}
      onDone={(result) => {
        onDone();
        const { setUp = [] } = result as { readonly setUp?: readonly Step[] };
        if (setUp.length > 0) setSteps(setUp);
        return setUp.length > 0;
      }}
    >
      {schema.isError ? <Failed error={schema.error} again={() => void schema.refetch()} /> : null}
      {schema.isPending ? <Waiting /> : null}
      {schema.isSuccess ? (
        <PickOne
          label="Provider"
          choices={providers.map(({ name }) => ({ id: name, text: providerOfField(name) }))}
          value={provider}
          onChange={(next) => {
            setProvider(next);
            setFilled({});
          }}
        />
      ) : null}
      {fields.map((field) => (
        <SettingField
          key={`${provider} ${field.name}`}
          field={field}
          value={filled[field.name] ?? ''}
          onChange={(value) => setFilled((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
    </Ask>
  );
}
