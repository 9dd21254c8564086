import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../kernel/root.ts';

/** The version that this program is. */
export function productVersion(): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}
