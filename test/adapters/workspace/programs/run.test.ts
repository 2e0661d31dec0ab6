import { expect, it } from 'vitest';
import { run, stopPrograms } from '../../../../src/adapters/workspace/programs/run.ts';

const command = (code: string, limitSeconds = 60) =>
  run({
    program: process.execPath,
    args: ['-e', code],
    folder: process.cwd(),
    environment: { KNOWN: 'yes' },
    limitSeconds,
  });

it('gives what a program says, in the environment it was given', async () => {
  const ran = await command('console.log(process.env.KNOWN, Object.keys(process.env).length)');
  expect(ran).toEqual({ kind: 'done', output: 'yes 1\n' });
});

it('ends a program that does not end by itself', async () => {
  expect(await command('setInterval(() => {}, 1000)', 0.2)).toEqual({ kind: 'too-slow', seconds: 0.2 });
});

it('ends programs, and what they started, when we are told to stop', async () => {
  const ran = command(
    "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); console.log('up')",
  );
  const stopping = setInterval(stopPrograms, 50);
  expect((await ran).kind).toBe('failed');
  clearInterval(stopping);
});
