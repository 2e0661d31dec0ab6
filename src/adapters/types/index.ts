/** TypeScript in a thread. One question at a time: two of them would want the memory of two. */
import type { TypeErrors } from '../../domain/surface.ts';
import { beside, closureOf, type TypeSources } from './closure.ts';
import type { Answer, Question } from './question.ts';
import { createThread, type Limits, type Thread } from './thread.ts';

const usual: Limits = { milliseconds: 60_000, megabytes: 1024 };
const mostFiles = 400;
const mostCharacters = 8 * 1024 * 1024;

export interface TypeChecker {
  newErrors(
    name: string,
    from: string,
    to: string,
    asked: Pick<Question, 'files' | 'exports'>,
  ): Promise<TypeErrors>;
}

export function createTypeChecker(sources: TypeSources, limits: Limits = usual): TypeChecker {
  const thread = createThread<Answer>(new URL('./worker.ts', import.meta.url), limits);
  let last: Promise<unknown> = Promise.resolve();
  return {
    async newErrors(name, from, to, { files, exports }) {
      if (files.length === 0) return { kind: 'found', errors: [], standing: [] };
      const characters = files.reduce((sum, { text }) => sum + text.length, 0);
      if (files.length > mostFiles || characters > mostCharacters)
        return { kind: 'unknown', because: `${files.length} files use it, which is more than are checked` };
      const [before, after] = await Promise.all([
        closureOf(name, from, sources),
        closureOf(name, to, sources),
      ]);
      if (!before || !after) return { kind: 'unknown', because: `${before ? to : from} has no declarations` };
      const isWhole = before.missing.size === 0 && after.missing.size === 0;
      const packages = { before: beside(name, before, after), after: beside(name, after, before) };
      const question = { name, ...packages, isWhole, files, exports };
      const mine = last.then(() => ask(thread, question));
      last = mine;
      return mine;
    },
  };
}

async function ask(thread: Thread<Answer>, question: Question): Promise<TypeErrors> {
  const answered = await thread.ask(question);
  return answered.kind === 'answered'
    ? { kind: 'found', ...answered.answer }
    : { kind: 'unknown', because: `TypeScript was stopped: ${answered.because}` };
}
