/** A field of a settings input, as introspection tells it. */
export interface SettingsField {
  readonly name: string;
  readonly description?: string | null;
  readonly type: {
    readonly kind: string;
    readonly name?: string | null;
    readonly ofType?: { readonly kind: string; readonly name?: string | null } | null;
  };
}

const inner = ({ type }: SettingsField) => (type.kind === 'NON_NULL' ? type.ofType : type);
export const isRequired = ({ type }: SettingsField): boolean => type.kind === 'NON_NULL';
export const isList = (field: SettingsField): boolean => inner(field)?.kind === 'LIST';
export const isYesNo = (field: SettingsField): boolean => inner(field)?.name === 'Boolean';
/** What nobody who looks over a shoulder should read. */
export const isSecret = ({ name }: SettingsField): boolean => /secret|token|password/i.test(name);
export const isLong = ({ name }: SettingsField): boolean => /pem$/i.test(name);

/** The settings that a filled form stands for. What is empty is left out: the server says what it means then, or that it is missing. */
export function settingsOf(
  fields: readonly SettingsField[],
  filled: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const text = (filled[field.name] ?? '').trim();
      return text === '' ? [] : [[field.name, readAs(field, text)]];
    }),
  );
}

function readAs(field: SettingsField, text: string): unknown {
  if (isList(field)) return text.split(/[\s,]+/).filter(Boolean);
  if (isYesNo(field)) return text === 'yes';
  return inner(field)?.name === 'Int' && /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}
