/**
 * TypeScript in a thread of its own, for one question, with limits: declarations are anybody's, and a type can ask for more than there
 * is. One question at a time: two of them would want the memory of two.
 */
import { Worker } from 'node:worker_threads';
import type { TypeErrors } from '../../domain/surface.ts';
import { closureOf, type TypeSources, without } from './closure.ts';
import type { Answer, Question } from './question.ts';

export interface TypeLimits {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const usual: TypeLimits = { milliseconds: 60_000, megabytes: 1024 };
const mostFiles = 400;
const mostCharacters = 8 * 1024 * 1024;

export interface TypeChecker {
  newErrors(name: string, from: string, to: string, files: Question['files']): Promise<TypeErrors>;
}

export function createTypeChecker(sources: TypeSources, limits: TypeLimits = usual): TypeChecker {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async newErrors(name, from, to, files) {
      if (files.length === 0) return { kind: 'found', errors: [] };
      const characters = files.reduce((sum, { text }) => sum + text.length, 0);
      if (files.length > mostFiles || characters > mostCharacters)
        return { kind: 'unknown', because: `${files.length} files use it, which is more than are checked` };
      const [before, after] = await Promise.all([
        closureOf(name, from, sources),
        closureOf(name, to, sources),
      ]);
      if (!before || !after) return { kind: 'unknown', because: `${before ? to : from} has no declarations` };
      const question = { name, before: without(before, after), after: without(after, before), files };
      const mine = last.then(() => ask(question, limits));
      last = mine;
      return mine;
    },
  };
}

function ask(question: Question, { milliseconds, megabytes }: TypeLimits): Promise<TypeErrors> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: question,
      resourceLimits: { maxOldGenerationSizeMb: megabytes },
    });
    const end = (answer: TypeErrors) => {
      clearTimeout(timer);
      resolve(answer);
      void worker.terminate();
    };
    const unknown = (because: string) => end({ kind: 'unknown', because });
    const timer = setTimeout(
      () => unknown(`TypeScript needed more than ${milliseconds / 1000} s`),
      milliseconds,
    );
    worker.once('message', (errors: Answer) => end({ kind: 'found', errors }));
    worker.once('error', (error) => unknown(`TypeScript stopped: ${error.message}`));
    worker.once('exit', () => unknown('TypeScript stopped without an answer'));
  });
}
