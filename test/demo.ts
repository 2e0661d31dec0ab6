/**
 * `npm run demo`: a throw-away git repository made of a small, outdated service (fixtures/repositories/harbour), planned and
 * upgraded against the npm registry of your own configuration. Nothing outside a temporary folder is touched.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { processOutput } from '../src/cli/output.ts';
import { main } from '../src/cli.ts';

const output = { ...processOutput(), colour: !process.env.NO_COLOR };
const folder = mkdtempSync(join(tmpdir(), 'springtide-demo-'));
const harbour = join(folder, 'harbour');
const git = (...args: string[]) => execFileSync('git', args, { cwd: harbour, encoding: 'utf8' }).trim();
const heading = (text: string) =>
  output.out(
    `\n${output.colour ? styleText(['bold', 'cyan'], `▌ ${text}`, { validateStream: false }) : `▌ ${text}`}\n`,
  );

async function step(title: string, ...args: string[]): Promise<void> {
  heading(title);
  const status = await main(args, output);
  if (status !== 0) process.exitCode = status;
}

try {
  cpSync(new URL('../fixtures/repositories/harbour', import.meta.url), harbour, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('-c', 'user.name=Demo', '-c', 'user.email=demo@example.org', 'commit', '--quiet', '--message=Begin');

  await step('springtide plan            what would be upgraded, and what is held and why', 'plan', harbour);
  await step('springtide why express     who decided', 'why', 'express', harbour);
  await step(
    'springtide upgrade         one local branch a pull request; your working tree is not touched',
    'upgrade',
    harbour,
  );
  heading('git branch');
  output.out(git('branch', '--list', '--format=%(refname:short)  %(contents:subject)'));
  heading('git log --patch springtide/express-5.x -- src     the code came along');
  output.out(
    git(
      'log',
      '--format=%h %s%n%n%(trailers)',
      '--patch',
      ...(output.colour ? ['--color=always'] : []),
      'main..springtide/express-5.x',
      '--',
      'src',
    ),
  );
  await step('the text of its pull request', 'upgrade', harbour, 'springtide/express-5.x', '--pr-text');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
