import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

const packageJson = findPackageJSON(import.meta.url);
if (!packageJson) throw new Error('there is no package.json above the program');

/** The folder of package.json, wherever the program lies in it: as written, or put together in `dist`. */
export const root: string = dirname(packageJson);
