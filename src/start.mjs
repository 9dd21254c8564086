import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

// Starts a program as it was built (`npm run build`), and from its sources where one of them, or a package, has changed since. Not in
// TypeScript: taking types out is what is saved.
const programs = { main: './main.ts', sandbox: './bin/sandbox.ts' };

const [name = 'main'] = process.argv.splice(2, 1);
const source = programs[name];
if (!source) {
  console.error(`expected one of ${Object.keys(programs).join(', ')}; got ${name}`);
  process.exit(1);
}
const built = join(import.meta.dirname, '../dist', `${name}.js`);
await import(existsSync(built) && statSync(built).mtimeMs > changedAtMs() ? built : source);

/** When a source, or the packages, last changed. */
function changedAtMs() {
  const sources = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const packages = join(import.meta.dirname, '../node_modules/.package-lock.json');
  return Math.max(...[...sources, packages].filter(existsSync).map((file) => statSync(file).mtimeMs));
}
