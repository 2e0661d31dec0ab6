/**
 * The codemods of others that a configuration names, as far as the operator allows them. Whatever keeps one from running is said,
 * and the catalogue's run all the same.
 */
import type { Codemod } from '../change/codemod.ts';
import { type Question, type RunningCodemods, type StandIn, standInFor } from '../change/elsewhere.ts';
import type { NotRun } from '../domain/change.ts';
import type { CodemodSource } from '../domain/policy.ts';
import { compileList } from '../policy/pattern.ts';
import type { ModulesAnswer } from '../ports.ts';

export interface ElsewhereWorld {
  /** What the operator allows: packages, repositories, or patterns of them. */
  readonly allowed: readonly string[];
  /** How somebody allows more, in one clause. */
  readonly howToAllow: string;
  /** The repository that holds the organisation's configuration, where there is one: `acme/.github`. */
  organisation(): Promise<string | undefined>;
  modules(source: CodemodSource): Promise<ModulesAnswer>;
  run(files: ReadonlyMap<string, string>): Promise<RunningCodemods>;
}

export interface Elsewhere {
  readonly codemods: readonly Codemod[];
  /** Does the work again and again until nothing is asked in it that nobody answered yet, and nobody was stopped meanwhile. */
  settled<Made>(work: () => Made | Promise<Made>): Promise<Made>;
  notRun(): readonly NotRun[];
  close(): void;
}

/** One source at work. */
interface Running extends Pick<RunningCodemods, 'ask' | 'close'> {
  readonly from: string;
  readonly standIns: readonly StandIn[];
}

export async function openElsewhere(
  sources: readonly CodemodSource[],
  catalogue: readonly Codemod[],
  world: ElsewhereWorld,
): Promise<Elsewhere> {
  const taken = new Set(catalogue.map(({ id }) => id));
  const running: Running[] = [];
  const notRun: NotRun[] = [];
  const refuse = (from: string, because: string) => void notRun.push({ from, because });
  try {
    for (const source of sources) {
      const { from, subject } = await nameOf(source, world);
      const modules = await modulesOf(source, subject, world);
      if (modules.kind === 'refused') refuse(from, modules.because);
      else running.push(await started(from, modules.files, taken, world.run, refuse));
    }
    return elsewhereOf(running, notRun);
  } catch (error) {
    for (const one of running) one.close();
    throw error;
  }
}

async function modulesOf(
  source: CodemodSource,
  subject: string | undefined,
  world: ElsewhereWorld,
): Promise<ModulesAnswer> {
  if (subject === undefined) return { kind: 'refused', because: noOrganisation };
  if (!isAllowed(subject, world.allowed))
    return { kind: 'refused', because: `${subject} is not allowed; ${world.howToAllow}` };
  return world.modules(source);
}

/** The codemods of one folder, whoever allowed them: their author tries them out. */
export async function openFolder(
  from: string,
  files: ReadonlyMap<string, string>,
  run: ElsewhereWorld['run'],
): Promise<Elsewhere> {
  const notRun: NotRun[] = [];
  const refuse = (named: string, because: string) => void notRun.push({ from: named, because });
  return elsewhereOf([await started(from, files, new Set(), run, refuse)], notRun);
}

/** Adds to the names that are taken. */
async function started(
  from: string,
  files: ReadonlyMap<string, string>,
  taken: Set<string>,
  run: ElsewhereWorld['run'],
  refuse: (from: string, because: string) => void,
): Promise<Running> {
  const { codemods, problems, ask, close } = await run(files);
  for (const problem of problems) refuse(from, problem);
  if (codemods.length + problems.length === 0) refuse(from, 'it holds no codemod.js, nor a folder with one');
  for (const { id } of codemods)
    if (taken.has(id)) refuse(from, `${id} is the name of another codemod already`);
  const own = codemods.filter(({ id }) => !taken.has(id));
  for (const { id } of own) taken.add(id);
  return { from, standIns: own.map(standInFor), ask, close };
}

function elsewhereOf(running: readonly Running[], refused: readonly NotRun[]): Elsewhere {
  const stopped: NotRun[] = [];
  /** Of each codemod what it could not do, with the first reason. */
  const failures = new Map<
    string,
    { readonly from: string; readonly because: string; readonly at: Set<string> }
  >();

  const answer = async ({ from, standIns, ask }: Running): Promise<boolean> => {
    let isAsked = false;
    for (const standIn of standIns) {
      for (const question of standIn.open()) {
        isAsked = true;
        const answered = await ask(question);
        if (answered.kind === 'stopped') {
          stopped.push({ from, because: `${answered.because}, at ${subjectOf(question)}` });
          for (const one of standIns) one.stop(answered.because);
          return true;
        }
        standIn.tell(question, answered);
        if (answered.kind !== 'failed') continue;
        const { codemod } = question;
        const failure = failures.get(codemod) ?? { from, because: answered.because, at: new Set() };
        failures.set(codemod, failure);
        failure.at.add(subjectOf(question));
      }
    }
    return isAsked;
  };
  return {
    codemods: running.flatMap(({ standIns }) => standIns.map(({ codemod }) => codemod)),
    async settled(work) {
      for (;;) {
        const stops = stopped.length;
        const made = await work();
        const asked = [];
        for (const one of running) asked.push(await answer(one));
        if (!asked.includes(true) && stopped.length === stops) return made;
      }
    },
    notRun: () => [
      ...refused,
      ...stopped,
      ...[...failures].map(
        ([
          id,
          {
            from,
            because,
            at: [first, ...others],
          },
        ]) => ({
          from,
          because: `${id} could not do ${first}${others.length > 0 ? ` and ${others.length} more` : ''}: ${because}`,
        }),
      ),
    ],
    close() {
      for (const one of running) one.close();
    },
  };
}

const noOrganisation =
  'a folder is read from springtide-config or .github of the organisation, and there is none here';

async function nameOf(
  source: CodemodSource,
  world: ElsewhereWorld,
): Promise<{ readonly from: string; readonly subject: string | undefined }> {
  if (source.kind === 'package') return { from: `${source.name} ${source.version}`, subject: source.name };
  const organisation = await world.organisation();
  const of = organisation === undefined ? '' : ` of ${organisation}`;
  return { from: `${source.folder}${of} at ${source.commit.slice(0, 7)}`, subject: organisation };
}

/** Nobody who says nothing allows anything. */
const isAllowed = (subject: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => !pattern.startsWith('!')) && compileList(patterns)(subject);

function subjectOf(question: Question): string {
  return question.kind === 'replaceFiles' ? `the files of ${question.folder || 'the root'}` : question.path;
}
