/** One question, one answer, with a process that may do anything: be silent, talk too much, grow, or end. */
import type { ChildProcessByStdio } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { frame, headBytes } from './frames.ts';
import type { Limits } from './index.ts';

export type Said =
  | { readonly kind: 'said'; readonly message: unknown }
  | { readonly kind: 'stopped'; readonly because: string };

export interface Conversation {
  /** Never two at a time. */
  say(message: unknown, milliseconds: number): Promise<Said>;
  close(): void;
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

const living = new Set<Child>();
/** Whoever loops for ever does not notice that we are gone. */
const endAll = () => {
  for (const child of living) child.kill('SIGKILL');
};

const memoryWatchMilliseconds = 50;

export function converse(
  child: Child,
  { allMilliseconds, answerBytes, residentMegabytes }: Limits,
): Conversation {
  let stopped: Said | undefined;
  let heard = nothingHeard();
  let left = allMilliseconds;
  let waiting: ((said: Said) => void) | undefined;

  const stop = (because: string) => {
    stopped ??= { kind: 'stopped', because };
    child.kill('SIGKILL');
    waiting?.(stopped);
  };
  if (living.size === 0) process.on('exit', endAll);
  living.add(child);
  child.once('close', (_, signal) => {
    living.delete(child);
    if (living.size === 0) process.off('exit', endAll);
    // V8 aborts when its heap is full.
    stop(
      signal === 'SIGABRT' || signal === 'SIGTRAP' ? tooLarge : 'its process ended in the middle of its work',
    );
  });
  child.once('error', (error) => stop(`its process could not be started: ${error.message}`));
  // It is gone before it has read everything: that it is gone is told above.
  child.stdin.on('error', () => undefined);
  child.stdout.on('data', (bytes: Buffer) => {
    if (!waiting) return stop('it spoke without being asked');
    heard.parts.push(bytes);
    heard.size += bytes.length;
    const end = endOf(heard);
    if (Math.max(heard.size, end) > answerBytes)
      return stop(`it said more than ${answerBytes / 1_000_000} MB at once`);
    if (heard.size < end) return;
    const body = Buffer.concat(heard.parts).subarray(headBytes, end);
    heard = nothingHeard();
    waiting({ kind: 'said', message: parsed(body.toString('utf8')) });
  });

  return {
    say(message, milliseconds) {
      if (stopped) return Promise.resolve(stopped);
      const { promise, resolve } = Promise.withResolvers<Said>();
      const started = performance.now();
      const most = Math.min(milliseconds, left);
      const late = setTimeout(
        () =>
          stop(
            most < milliseconds
              ? `it took longer than ${allMilliseconds / 1000} seconds in all`
              : `it took longer than ${milliseconds / 1000} seconds`,
          ),
        most,
      );
      const watch = setInterval(() => {
        if (residentBytes(child.pid) > residentMegabytes * 1_000_000) stop(tooLarge);
      }, memoryWatchMilliseconds);
      waiting = (said) => {
        waiting = undefined;
        left -= performance.now() - started;
        clearTimeout(late);
        clearInterval(watch);
        resolve(said);
      };
      child.stdin.write(frame(message));
      return promise;
    },
    close: () => stop('it was closed'),
  };
}

const tooLarge = 'it needed more memory than a codemod may have';

interface Heard {
  readonly parts: Buffer[];
  size: number;
}

const nothingHeard = (): Heard => ({ parts: [], size: 0 });

/** How many bytes the message has, as far as can be told. */
function endOf({ parts, size }: Heard): number {
  if (size < headBytes) return headBytes;
  const [first] = parts;
  const head = first && first.length >= headBytes ? first : Buffer.concat(parts);
  return headBytes + head.readUInt32BE();
}

/** What is no JSON is nothing, and the door says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `/proc/<pid>/statm` counts pages; https://man7.org/linux/man-pages/man5/proc_pid_statm.5.html. Elsewhere only the heap is bounded. */
function residentBytes(pid: number | undefined): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
  } catch {
    return 0;
  }
}
