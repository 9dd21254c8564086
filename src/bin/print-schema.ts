import { writeFile } from 'node:fs/promises';
import { operatorSchema } from '../graphql/operator/schema.ts';
import { sandboxSchema } from '../graphql/schema/schema.ts';
import { printSorted } from '../graphql/schema/sdl.ts';

for (const [name, schema] of [
  ['schema', sandboxSchema],
  ['operator', operatorSchema],
] as const)
  await writeFile(new URL(`../../schema/${name}.graphql`, import.meta.url), printSorted(schema));
