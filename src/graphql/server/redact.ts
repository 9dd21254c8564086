import type { GraphQLError } from 'graphql';

/**
 * The message of an error about a request, without the values that came: a variable or a literal that does not fit may be, or lie
 * beside, what names a payer. Where it stands and what was expected are kept.
 */
export function redactMessage({ message, originalError }: GraphQLError): string {
  const variable = /^Variable "\$\w+" got invalid value /.exec(message);
  if (!variable) return withoutLiteral(message);
  // What went wrong stands at the end; between it and the name stands the value, and then the place within it.
  const reason = originalError?.message ?? '';
  const value = reason && message.endsWith(`; ${reason}`) ? message.slice(0, -reason.length - 2) : message;
  const place = /( at "[\w.[\]]+")$/.exec(value)?.[1] ?? '';
  return `${message.slice(0, variable[0].indexOf(' got'))} got an invalid value${place}${reason ? `; ${withoutLiteral(reason)}` : '.'}`;
}

// The scalars of graphql itself end with the value, and so does what is told of a literal of the wrong kind.
function withoutLiteral(message: string): string {
  return message
    .replace(/^((?:\w+|Enum "\w+") cannot represent[^:]*):[\s\S]*$/, '$1.')
    .replace(/^Value "[\s\S]*" does not exist in ("\w+" enum)/, 'The value does not exist in $1')
    .replace(/^(Expected value of type "[^"]*"), found [\s\S]*$/, '$1.');
}
