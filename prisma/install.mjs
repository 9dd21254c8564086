import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npm's postinstall, by whichever Node npm runs under. Where the Prisma CLI is, the database's client is made anew; an install without
// development dependencies gets what was printed of it (`print-runtime.ts`).
const path = (/** @type {string} */ relative) => fileURLToPath(new URL(relative, import.meta.url));
if (existsSync(path('../node_modules/.bin/prisma')))
  execFileSync('npm', ['run', '--silent', 'generate:client'], { cwd: path('..'), stdio: 'inherit' });
else cpSync(path('generated'), path('../src/generated'), { recursive: true });
// The programs start faster when they are put together; without the tool they start from their sources.
if (existsSync(path('../node_modules/.bin/rolldown')))
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: path('..'), stdio: 'inherit' });
