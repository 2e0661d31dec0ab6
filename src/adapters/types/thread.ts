/** One question in a thread of its own, with limits: declarations are anybody's, and a type can ask for more than there is. */
import { Worker } from 'node:worker_threads';

export interface Limits {
  readonly milliseconds: number;
  readonly megabytes: number;
}

export type Answered<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'stopped'; readonly because: string };

/** `script` posts one message: the answer to its `workerData`. */
export function askThread<T>(script: URL, question: unknown, limits: Limits): Promise<Answered<T>> {
  const worker = start(script, limits, question);
  return answerOf<T>(worker, limits).finally(() => worker.terminate());
}

export interface Thread<T> {
  /** One question at a time. */
  ask(question: unknown): Promise<Answered<T>>;
}

/** What a thread keeps warm is worth its memory only while questions follow one another. */
const idleMilliseconds = 5000;

/** A thread that stays for the next question: what is heavy is loaded once. `script` answers each message with one. */
export function createThread<T>(script: URL, limits: Limits): Thread<T> {
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;

  function end(): void {
    void worker?.terminate();
    worker = undefined;
  }

  return {
    async ask(question) {
      clearTimeout(idle);
      worker ??= start(script, limits);
      worker.ref();
      const answer = answerOf<T>(worker, limits);
      worker.postMessage(question);
      const answered = await answer;
      if (answered.kind === 'stopped') end();
      worker?.unref();
      idle = setTimeout(end, idleMilliseconds).unref();
      return answered;
    },
  };
}

function start(script: URL, { megabytes }: Limits, workerData?: unknown): Worker {
  const worker = new Worker(script, { workerData, resourceLimits: { maxOldGenerationSizeMb: megabytes } });
  // What goes wrong after an answer is of no interest, but somebody has to listen.
  return worker.on('error', () => {});
}

function answerOf<T>(worker: Worker, { milliseconds }: Limits): Promise<Answered<T>> {
  const { promise, resolve } = Promise.withResolvers<Answered<T>>();
  const stopped = (because: string) => resolve({ kind: 'stopped', because });
  const listeners = {
    message: (answer: T) => resolve({ kind: 'answered', answer }),
    error: (error: Error) => stopped(error.message),
    exit: () => stopped('it ended without an answer'),
  };
  const timer = setTimeout(() => stopped(`it needed more than ${milliseconds / 1000} s`), milliseconds);
  for (const [event, listener] of Object.entries(listeners)) worker.on(event, listener);
  return promise.finally(() => {
    clearTimeout(timer);
    for (const [event, listener] of Object.entries(listeners)) worker.off(event, listener);
  });
}
