import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { armFailpoints, failpoint, parseFailpoints } from '../../src/platform/failpoints.ts';

const arm = (text: string) => armFailpoints({ mode: 'sandbox', failpoints: parseFailpoints(text) ?? [] });
afterEach(() => armFailpoints({ mode: 'sandbox', failpoints: [] }));

test('does nothing when nothing is armed, or something else is', async () => {
  await expect(failpoint('capture.afterCommit')).resolves.toBeUndefined();
  arm('refund.afterCommit:throw');
  await expect(failpoint('capture.afterCommit')).resolves.toBeUndefined();
  await expect(failpoint('refund.afterCommit')).rejects.toThrow('failpoint refund.afterCommit');
});

test('throws on every pass, or only on the one that is named', async () => {
  arm('a:throw,b:throw@2');
  await expect(failpoint('a')).rejects.toThrow('failpoint a');
  await expect(failpoint('a')).rejects.toThrow('failpoint a');
  await failpoint('b');
  await expect(failpoint('b')).rejects.toThrow('failpoint b');
  await failpoint('b');
});

test('delays', async () => {
  arm('a:delay(40)');
  const start = performance.now();
  await failpoint('a');
  expect(performance.now() - start).toBeGreaterThanOrEqual(35);
});

test('hangs for good', async () => {
  arm('a:hang,b:delay(30)');
  const first = await Promise.race([failpoint('a').then(() => 'a'), failpoint('b').then(() => 'b')]);
  expect(first).toBe('b');
});

test('kills its own process with a signal that nothing can catch', async () => {
  const script = `const { armFailpoints, failpoint, parseFailpoints } = await import(${JSON.stringify(new URL('../../src/platform/failpoints.ts', import.meta.url).href)});
    armFailpoints({ mode: 'sandbox', failpoints: parseFailpoints('a:kill@2') });
    await failpoint('a'); console.log('once'); await failpoint('a'); console.log('twice');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [, signal] = await once(child, 'close');
  expect({ signal, output }).toEqual({ signal: 'SIGKILL', output: 'once\n' });
});

test('cannot be armed in production mode', () => {
  expect(() => armFailpoints({ mode: 'production', failpoints: parseFailpoints('a:throw') ?? [] })).toThrow(
    'failpoints are forbidden in production mode',
  );
});

test.each([
  '',
  'a',
  'a:',
  'a:explode',
  'a:kill@0',
  'a:kill@x',
  'a:delay',
  'a:delay(-1)',
  'a:kill,',
  ':kill',
  'a:kill b:kill',
])('refuses %j', (text) => {
  expect(parseFailpoints(text)).toBeNull();
});

test.each([
  ['where failpoints are allowed', { failpoints: [], mode: 'sandbox' }, 'died'],
  ['nowhere else', { failpoints: null, mode: 'sandbox' }, 'lived'],
] as const)('whoever started the process arms others while it runs: %s', async (_where, arming, fate) => {
  const script = `const { armFailpointsAndListen, failpoint } = await import(${JSON.stringify(new URL('../../src/platform/failpoints.ts', import.meta.url).href)});
    armFailpointsAndListen(${JSON.stringify(arming)});
    process.send('ready');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    await failpoint('a');
    process.exit(0);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['pipe', 'ignore', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  child.send('a:kill');
  if (fate === 'died') expect((await once(child, 'message'))[0]).toBe('a:kill');
  child.stdin?.write('go on\n');
  const [code] = await once(child, 'exit');
  expect(code).toBe(fate === 'died' ? null : 0);
});
