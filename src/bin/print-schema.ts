import { writeFile } from 'node:fs/promises';
import { sandboxSchema } from '../graphql/schema/schema.ts';
import { printSorted } from '../graphql/schema/sdl.ts';

await writeFile(new URL('../../schema/schema.graphql', import.meta.url), printSorted(sandboxSchema));
