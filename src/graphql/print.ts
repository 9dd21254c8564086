import { writeFile } from 'node:fs/promises';
import { sandboxSchema } from './schema/schema.ts';
import { printSorted } from './schema/sdl.ts';

await writeFile(new URL('../../schema/schema.graphql', import.meta.url), printSorted(sandboxSchema));
