import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lockFolder } from '../../../src/adapters/database/lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'springtide-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a folder belongs to one process at a time', async () => {
  const unlock = await lockFolder(folder);
  await expect(lockFolder(folder)).rejects.toThrow(/is in use by another process; stop it/);
  await unlock();
  const again = await lockFolder(folder);
  await again();
});

it('one of many that come at once has it', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
  const held = answers.filter((answer) => answer.status === 'fulfilled');
  expect(held).toHaveLength(1);
  for (const { value } of held) await value();
});

it('a killed process leaves no lock behind', async () => {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('../../../src/adapters/database/lock.ts', import.meta.url).href)});
    await lockFolder(${JSON.stringify(folder)});
    console.log('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(lockFolder(folder)).rejects.toThrow('in use');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const unlock = await lockFolder(folder);
  await unlock();
});
