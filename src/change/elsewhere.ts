/**
 * Codemods that others wrote. They run in a process of their own, which is asked questions and answers in data; the engine is a
 * function and cannot wait. So such a codemod is a stand-in here: what it is asked and does not know yet it writes down, and says
 * nothing. Somebody who can wait has the questions answered and runs the engine again, until nothing new is asked. The rules of
 * the engine (a result that parses, a quiet second run, limits, no overlap) hold for stand-ins as for all codemods.
 */
import type {
  Codemod,
  Context,
  ManifestContext,
  ManifestEdit,
  PackageContext,
  PathPattern,
  Replaced,
  Result,
} from './codemod.ts';

/** What a codemod says of itself. */
export interface CodemodDescription
  extends Omit<Codemod, 'transform' | 'survey' | 'replaceFiles' | 'manifest'> {
  readonly survey?: PathPattern;
  /** What it answers beside the transformation of a file. */
  readonly answers: ReadonlySet<'replaceFiles' | 'manifest'>;
}

type Surveyed = readonly (readonly [path: string, said: readonly string[]])[];

interface AskedContext {
  readonly target?: string;
  readonly rules: readonly string[];
  readonly surveyed: Surveyed;
}

export type Question = { readonly codemod: string } & (
  | { readonly kind: 'survey'; readonly path: string; readonly text: string }
  | {
      readonly kind: 'transform';
      readonly path: string;
      readonly text: string;
      readonly context: AskedContext;
    }
  | { readonly kind: 'replaceFiles'; readonly folder: string; readonly context: AskedContext }
  | {
      readonly kind: 'manifest';
      readonly path: string;
      readonly dependencies: readonly (readonly [name: string, requirement: string])[];
      readonly context: {
        readonly target?: string;
        readonly applied: readonly string[];
        readonly noted: readonly string[];
        readonly surveyed: Surveyed;
        readonly skipped: boolean;
      };
    }
);

/** What is answered to each kind of question. */
interface Answers {
  readonly survey: readonly string[];
  readonly transform: Result;
  readonly replaceFiles: Replaced;
  readonly manifest: readonly ManifestEdit[];
}

export type Answer =
  | { [Kind in keyof Answers]: { readonly kind: Kind; readonly value: Answers[Kind] } }[keyof Answers]
  /** It threw, or said what nobody can understand. */
  | { readonly kind: 'failed'; readonly because: string };

/** The codemods of one source at work, wherever that is. */
export interface RunningCodemods {
  readonly codemods: readonly CodemodDescription[];
  /** Why others of the same source are not among them. */
  readonly problems: readonly string[];
  /** `stopped`: its process is gone, and answers nothing any more. */
  ask(question: Question): Promise<Answer | { readonly kind: 'stopped'; readonly because: string }>;
  close(): void;
}

export interface StandIn {
  readonly codemod: Codemod;
  /** What was asked since it was told last, each question once. */
  open(): readonly Question[];
  tell(question: Question, answer: Answer): void;
  /** Takes back all it ever said: what is stopped in the middle has said nothing. */
  stop(because: string): void;
}

export function standInFor({ survey, answers: has, ...description }: CodemodDescription): StandIn {
  const { id } = description;
  const known = new Map<string, Answer>();
  const open = new Map<string, Question>();
  let stopped: string | undefined;

  /** The answer, or `undefined` while nobody knows it. */
  const ask = <Kind extends keyof Answers>(
    question: Extract<Question, { kind: Kind }>,
  ): Answers[Kind] | undefined => {
    if (stopped !== undefined) throw new Error(stopped);
    const key = JSON.stringify(question);
    const answer = known.get(key);
    if (answer?.kind === 'failed') throw new Error(answer.because);
    if (answer?.kind === question.kind) return answer.value as Answers[Kind];
    open.set(key, question);
    return undefined;
  };
  /** Where the engine expects no failure, it is nothing; that it failed is told by who asked. */
  const quietly = <Value>(otherwise: Value, get: () => Value | undefined): Value => {
    try {
      return get() ?? otherwise;
    } catch {
      return otherwise;
    }
  };
  const contextOf = ({ target, surveyed, enabled }: Context): AskedContext => ({
    rules: description.rules.map((rule) => rule.id).filter(enabled),
    surveyed: [...surveyed],
    ...(target === undefined ? {} : { target }),
  });

  const codemod: Codemod = {
    ...description,
    ...(survey && {
      survey: {
        files: survey,
        of: (path, text) => quietly([], () => ask({ kind: 'survey', codemod: id, path, text })),
      },
    }),
    transform: ({ path, text }, context) =>
      ask({ kind: 'transform', codemod: id, path, text, context: contextOf(context) }) ?? notYet,
    ...(has.has('replaceFiles') && {
      replaceFiles: (context: PackageContext) =>
        quietly(nothingReplaced, () =>
          ask({ kind: 'replaceFiles', codemod: id, folder: context.folder, context: contextOf(context) }),
        ),
    }),
    ...(has.has('manifest') && {
      manifest: ({ path, dependencies }, { applied, noted, surveyed, skipped, target }: ManifestContext) =>
        quietly([], () =>
          ask({
            kind: 'manifest',
            codemod: id,
            path,
            dependencies: [...dependencies],
            context: {
              applied: [...applied],
              noted: [...noted],
              surveyed: [...surveyed],
              skipped,
              ...(target === undefined ? {} : { target }),
            },
          }),
        ),
    }),
  };
  return {
    codemod,
    open: () => [...open.values()],
    tell(question, answer) {
      const key = JSON.stringify(question);
      open.delete(key);
      known.set(key, answer);
    },
    stop(because) {
      stopped = because;
      open.clear();
      known.clear();
    },
  };
}

const notYet: Result = { kind: 'skip', because: 'it was not asked yet' };
const nothingReplaced: Replaced = { changes: [], notes: [] };
