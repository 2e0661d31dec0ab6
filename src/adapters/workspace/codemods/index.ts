/**
 * Codemods of others, each source in a process of its own: no environment, no file but our own program, no network, no other
 * program, and limits on time, memory and what it may say. Whatever it does, it ends with a sentence, and with that process.
 */
import { spawn } from 'node:child_process';
import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodemodDescription, RunningCodemods } from '../../../change/elsewhere.ts';
import { type Conversation, converse } from './conversation.ts';
import { readAnswer, readGreeting } from './door.ts';

export interface Limits {
  readonly loadMilliseconds: number;
  readonly answerMilliseconds: number;
  /** For all answers together: slow with each of a thousand files is too slow. */
  readonly allMilliseconds: number;
  readonly answerBytes: number;
  readonly heapMegabytes: number;
  /** Of the process as a whole, where the system tells. */
  readonly residentMegabytes: number;
}

const usual: Limits = {
  loadMilliseconds: 20_000,
  answerMilliseconds: 5_000,
  allMilliseconds: 180_000,
  answerBytes: 16_000_000,
  heapMegabytes: 256,
  residentMegabytes: 768,
};

export interface SandboxOptions {
  readonly limits?: Partial<Limits>;
  /** Whether what it prints is shown on our standard error: to the author. */
  readonly isHeard?: boolean;
}

const program = fileURLToPath(new URL('program.ts', import.meta.url));

/** Our own program and what it depends on, which is all that the process may read. Installed, both are below the first `node_modules`. */
function readable(): string {
  const own = dirname(findPackageJSON('..', import.meta.url) ?? program);
  const [installed] = /^.*?[\\/]node_modules(?=[\\/])/.exec(own) ?? [];
  return `${installed ?? own}/`;
}

/** Starts what these files hold, by path. */
export async function openSandbox(
  files: ReadonlyMap<string, string>,
  { limits: some, isHeard = false }: SandboxOptions = {},
): Promise<RunningCodemods> {
  const limits = { ...usual, ...some };
  const conversation = converse(start(limits, isHeard), limits);
  const greeting = await conversation.say([...files], limits.loadMilliseconds);
  if (greeting.kind === 'stopped')
    return { codemods: [], problems: [greeting.because], ask: async () => greeting, close() {} };
  const { codemods, problems } = readGreeting(greeting.message);
  if (codemods.length === 0) conversation.close();
  return { codemods, problems, ask: askerOf(codemods, conversation, limits), close: conversation.close };
}

function askerOf(
  codemods: readonly CodemodDescription[],
  conversation: Conversation,
  { answerMilliseconds }: Limits,
): RunningCodemods['ask'] {
  const byId = new Map(codemods.map((one) => [one.id, one]));
  return async (question) => {
    const said = await conversation.say(question, answerMilliseconds);
    if (said.kind === 'stopped') return said;
    const codemod = byId.get(question.codemod);
    if (!codemod) throw new Error(`${question.codemod} is none of the codemods of this process`);
    return readAnswer(said.message, question, codemod);
  };
}

function start({ heapMegabytes }: Limits, isHeard: boolean) {
  return spawn(
    process.execPath,
    [
      '--permission',
      `--allow-fs-read=${readable()}`,
      `--max-old-space-size=${heapMegabytes}`,
      '--disallow-code-generation-from-strings',
      '--disable-sigusr1',
      '--no-warnings',
      program,
    ],
    { cwd: '/', env: {}, stdio: ['pipe', 'pipe', isHeard ? 'inherit' : 'ignore'] },
  );
}
