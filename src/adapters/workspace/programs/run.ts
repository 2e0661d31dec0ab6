/**
 * Runs a program as a process group of its own, with nothing of our environment, a limit on time, memory and output, and an
 * end that comes also when we end first.
 */
import { type ChildProcess, spawn } from 'node:child_process';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
}

export type Ran =
  | { readonly kind: 'done'; readonly output: string }
  | { readonly kind: 'failed'; readonly output: string }
  | { readonly kind: 'too-slow'; readonly seconds: number };

/** Bytes of output that are kept; the rest is read and dropped. */
const outputLimit = 2_000_000;

const running = new Set<ChildProcess>();

/** For a process that is told to stop. They are groups of their own, so a Ctrl-C at the terminal does not reach them. */
export function stopPrograms(): void {
  for (const child of running) kill(child);
}

export function run(command: Command): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      cwd: command.folder,
      env: { ...command.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (running.size === 0) process.on('exit', stopPrograms);
    running.add(child);
    let output = '';
    const keep = (chunk: string) => {
      if (output.length < outputLimit) output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);

    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill(child);
    }, command.limitSeconds * 1000);
    const finish = (ran: Ran) => {
      clearTimeout(timer);
      running.delete(child);
      if (running.size === 0) process.off('exit', stopPrograms);
      resolve(late ? { kind: 'too-slow', seconds: command.limitSeconds } : ran);
    };
    child.once('error', (error) => finish({ kind: 'failed', output: error.message }));
    child.once('close', (code) => finish({ kind: code === 0 ? 'done' : 'failed', output }));
  });
}

/** The whole group, so that no grandchild stays. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
