import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Part of `npm run generate`: what the database's client needs when it runs, into prisma/generated/. An install without development
 * dependencies has no Prisma CLI to make it with, and gets it from there (`install.mjs`). Types are most of what is generated, and left out.
 */
const from = join(import.meta.dirname, '../src/generated');
const to = join(import.meta.dirname, 'generated');
const files = [
  'pothos-types.ts',
  'prisma/client.ts',
  'prisma/enums.ts',
  'prisma/internal/class.ts',
  'prisma/internal/prismaNamespace.ts',
];

rmSync(to, { recursive: true, force: true });
for (const file of files) {
  mkdirSync(dirname(join(to, file)), { recursive: true });
  writeFileSync(join(to, file), withoutTypes(readFileSync(join(from, file), 'utf8')));
}

/** The lines that are left when types and comments have gone. */
function withoutTypes(text: string): string {
  const lines = stripTypeScriptTypes(text.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '')).split('\n');
  return `${lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s*\/\/(?!\s*@ts-)/.test(line))
    .join('\n')}\n`;
}
