import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import { FieldError, Input, TextArea, TextField } from './react-aria-fields.ts';

export interface Choice {
  readonly id: string;
  readonly text: string;
  readonly about?: string | null;
}

const options = (choices: readonly Choice[]) =>
  choices.map(({ id, text, about }) => (
    <ListBoxItem key={id} id={id} textValue={text} className="option">
      <Text slot="label">{text}</Text>
      {about ? (
        <Text slot="description" className="small muted">
          {about}
        </Text>
      ) : null}
    </ListBoxItem>
  ));

/** Some of a few: a filter that says what it is set to. */
export function PickSome({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}) {
  const shown = value.map((id) => choices.find((one) => one.id === id)?.text ?? id);
  return (
    <Select
      aria-label={label}
      selectionMode="multiple"
      value={[...value]}
      onChange={(keys) => onChange((keys ?? []).map(String))}
    >
      <Button className="select-button" data-set={value.length > 0 ? '' : undefined}>
        <span>
          {shown.length === 0 ? label : `${label}: ${shown.length > 2 ? `${shown.length} of them` : shown.join(', ')}`}
        </span>
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox>{options(choices)}</ListBox>
      </Popover>
    </Select>
  );
}

/** One of a few. */
export function PickOne({
  label,
  choices,
  value,
  onChange,
  placeholder = 'Choose',
}: {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
}) {
  return (
    <Select
      className="field"
      value={value}
      onChange={(key) => key !== null && onChange(String(key))}
      placeholder={placeholder}
    >
      <Label>{label}</Label>
      <Button className="select-button">
        <SelectValue>{({ selectedText }) => selectedText || placeholder}</SelectValue>
        <span aria-hidden="true">▾</span>
      </Button>
      <Popover className="popover">
        <ListBox>{options(choices)}</ListBox>
      </Popover>
    </Select>
  );
}

export function Field({
  label,
  value,
  onChange,
  hint,
  wrong,
  lines = false,
  ...rest
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: ReactNode;
  readonly wrong?: string | null | undefined;
  readonly lines?: boolean;
  readonly type?: string;
  readonly name?: string;
  readonly autoFocus?: boolean;
  readonly isRequired?: boolean;
  readonly autoComplete?: string;
  readonly inputMode?: 'decimal' | 'text';
}) {
  return (
    <TextField className="field" value={value} onChange={onChange} isInvalid={Boolean(wrong)} {...rest}>
      <Label>{label}</Label>
      {lines ? <TextArea className="input" /> : <Input className="input" />}
      {hint ? (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      ) : null}
      <FieldError className="wrong">{wrong}</FieldError>
    </TextField>
  );
}
