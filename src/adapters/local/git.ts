import { spawn } from 'node:child_process';

export class GitError extends Error {
  override readonly name = 'GitError';
}

export interface GitOptions {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Runs git in a folder and gives what it printed. No lock is taken for reading, no hook, pager, editor or file-system monitor
 * of the repository runs, and nothing asks a question.
 */
export function git(folder: string, args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'git',
      ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false', ...args],
      {
        cwd: folder,
        env: {
          ...process.env,
          GIT_OPTIONAL_LOCKS: '0',
          GIT_TERMINAL_PROMPT: '0',
          LC_ALL: 'C',
          ...options.env,
        },
        stdio: ['pipe', 'pipe', 'pipe'],
        ...(options.signal ? { signal: options.signal } : {}),
      },
    );
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', (cause) => reject(new GitError(`git could not be run: ${cause.message}`, { cause })));
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(out));
      else
        reject(
          new GitError(
            firstLine(Buffer.concat(err).toString()) || `git ${args[0]} ended with status ${code}`,
          ),
        );
    });
    // A git that stops early closes its input; its status says why.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

export async function gitText(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<string> {
  return (await git(folder, args, options)).toString('utf8').trim();
}

/** `undefined` instead of an error: for questions whose no is an answer. */
export async function askGit(folder: string, args: readonly string[]): Promise<string | undefined> {
  try {
    return await gitText(folder, args);
  } catch (error) {
    if (error instanceof GitError) return undefined;
    throw error;
  }
}

const firstLine = (text: string) =>
  (text.split('\n').find((line) => line.trim()) ?? '').replace(/^(fatal|error): /, '').trim();
