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
export function askThread<T>(
  script: URL,
  question: unknown,
  { milliseconds, megabytes }: Limits,
): Promise<Answered<T>> {
  return new Promise((resolve) => {
    const worker = new Worker(script, {
      workerData: question,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    const end = (answered: Answered<T>) => {
      clearTimeout(timer);
      resolve(answered);
      void worker.terminate();
    };
    const stopped = (because: string) => end({ kind: 'stopped', because });
    const timer = setTimeout(() => stopped(`it needed more than ${milliseconds / 1000} s`), milliseconds);
    worker.once('message', (answer: T) => end({ kind: 'answered', answer }));
    worker.once('error', (error) => stopped(error.message));
    worker.once('exit', () => stopped('it ended without an answer'));
  });
}
