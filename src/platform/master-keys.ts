import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, ConfigError } from './config.ts';
import { masterKeyBytes } from './crypto.ts';
import type { MasterKeys } from './keyring.ts';

/** The configured keys; in place of a current one that of the data folder, which is made on the first start. */
export function readMasterKeys({
  encryptionKey,
  previousEncryptionKeys: previous,
  dataDir,
}: Pick<Config, 'encryptionKey' | 'previousEncryptionKeys' | 'dataDir'>): MasterKeys {
  if (encryptionKey) return { current: encryptionKey, previous, from: 'ENCRYPTION_KEY' };
  const file = join(dataDir, 'encryption.key');
  return { current: readKeyFile(file), previous, from: file };
}

function readKeyFile(file: string): Uint8Array {
  if (!existsSync(file)) createKeyFile(file);
  const key = new Uint8Array(Buffer.from(readFileSync(file, 'utf8'), 'base64'));
  if (key.length !== masterKeyBytes)
    throw new ConfigError(`${file}: expected ${masterKeyBytes} bytes in base64; got ${key.length}`);
  return key;
}

function createKeyFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${randomBytes(masterKeyBytes).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    // A link is made whole or not at all, and never over a key that another process has just put there.
    linkSync(draft, file);
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
