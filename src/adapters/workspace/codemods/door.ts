/**
 * The door: what the process of a codemod sends is text that somebody else wrote, until it was read here. Only plain data of the
 * contract's shapes comes through, and sizes are bounded, since it becomes commits and sentences in a pull request.
 */
import { RE2JS } from 're2js';
import { z } from 'zod';
import type { PathPattern, Result } from '../../../change/codemod.ts';
import type { Answer, CodemodDescription, Question } from '../../../change/elsewhere.ts';
import { isInside } from '../inside.ts';

const name = z.string().min(1).max(100);
const sentence = z.string().min(1).max(1000);
const path = z.string().min(1).max(1000);
const offset = z.int().min(0);
const version = z.string().regex(/^v?\d+(?:\.\d+){0,2}$/);
const level = z.enum(['required', 'deprecated', 'modernise']);

const trigger = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('dependency'),
    ecosystem: z.enum(['npm', 'pypi', 'go']),
    name,
    crosses: version,
  }),
  z.object({ kind: z.literal('runtime'), name: z.enum(['node', 'python', 'go']), crosses: version }),
  z.object({ kind: z.literal('tool'), name: z.enum(['github-actions', 'docker']) }),
  z.object({ kind: z.literal('replacement'), ecosystem: z.literal('npm'), name, by: name }),
]);

/** In linear time, as everything that others wrote. */
const pattern = z
  .object({ source: z.string().max(1000), flags: z.enum(['', 'i', 'u', 'v', 'iu', 'iv']) })
  .transform(({ source, flags }, context): PathPattern => {
    try {
      const compiled = RE2JS.compile(source, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
      return { test: (text) => compiled.matcher(text).find() };
    } catch (error) {
      context.addIssue({ code: 'custom', message: `no expression of RE2: ${(error as Error).message}` });
      return z.NEVER;
    }
  });

const rule = z.object({
  id: name,
  doc: sentence,
  level: level.exactOptional(),
  for: name.exactOptional(),
  crosses: version.exactOptional(),
});

const description = z.object({
  id: name.regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/),
  title: name,
  revision: z.int().min(1),
  level,
  trigger: z.union([trigger, z.array(trigger).min(1).max(100)]),
  after: z.array(name).max(100).exactOptional(),
  // The grammars of Python and Go are native addons, which cannot be loaded there.
  languages: z.array(z.enum(['javascript', 'typescript', 'json', 'yaml', 'dockerfile'])).min(1),
  files: pattern.exactOptional(),
  hints: z.array(z.array(name).min(1).max(20)).min(1).max(500),
  rules: z.array(rule).min(1).max(500),
  survey: pattern.exactOptional(),
  answers: z.array(z.enum(['replaceFiles', 'manifest'])),
});

const greeting = z.object({
  codemods: z.array(z.unknown()).max(500),
  broken: z.array(z.object({ path, because: z.string() })).max(500),
});

const note = z.object({
  rule: name,
  message: sentence,
  guide: z
    .string()
    .regex(/^https:\/\/[^\s()<>]{1,500}$/)
    .exactOptional(),
});

const result = z.union([
  z.object({
    kind: z.literal('result'),
    edits: z
      .array(
        z.object({
          start: offset,
          end: offset,
          text: z.string().max(1_000_000),
          rule: name,
          sure: z.boolean(),
        }),
      )
      .max(20_000),
    notes: z.array(note.extend({ start: offset })).max(2_000),
  }),
  z.object({ kind: z.literal('skip'), because: sentence }),
]);

const section = z.enum(['dependencies', 'devDependencies']);
const packageName = z.string().regex(/^(?:@[\w.~-]+\/)?[\w.~-]+$/);
const answers = {
  survey: z.object({ kind: z.literal('survey'), value: z.array(z.string().max(10_000)).max(10_000) }),
  transform: z.object({ kind: z.literal('transform'), value: result }),
  replaceFiles: z.object({
    kind: z.literal('replaceFiles'),
    value: z.object({
      changes: z
        .array(
          z
            .object({ path, before: z.string().optional(), after: z.string().optional(), rule: name })
            .transform(({ before, after, ...change }) => ({ ...change, before, after })),
        )
        .max(1_000),
      notes: z.array(note.extend({ path })).max(2_000),
    }),
  }),
  manifest: z.object({
    kind: z.literal('manifest'),
    value: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('add'),
            section,
            beside: packageName.exactOptional(),
            name: packageName,
            requirement: z.string().regex(/^[\w.^~<>=| *-]{1,100}$/),
          }),
          z.object({ kind: z.literal('drop'), name: packageName }),
          z.object({ kind: z.literal('move'), name: packageName, to: section }),
        ]),
      )
      .max(100),
  }),
  failed: z.object({ kind: z.literal('failed'), because: z.string() }),
} as const;

export interface Greeting {
  readonly codemods: readonly CodemodDescription[];
  readonly problems: readonly string[];
}

export function readGreeting(message: unknown): Greeting {
  const read = greeting.safeParse(message);
  if (!read.success) return { codemods: [], problems: [`it introduced itself wrongly: ${what(read.error)}`] };
  const codemods: CodemodDescription[] = [];
  const problems = read.data.broken.map((one) => `${one.path} could not be loaded: ${plain(one.because)}`);
  for (const said of read.data.codemods) {
    const one = description.safeParse(said);
    if (one.success) codemods.push({ ...one.data, answers: new Set(one.data.answers) });
    else problems.push(`a codemod does not follow the contract: ${what(one.error)}`);
  }
  return { codemods, problems };
}

export function readAnswer(message: unknown, question: Question, { rules }: CodemodDescription): Answer {
  const failed = (because: string): Answer => ({ kind: 'failed', because });
  const refused = answers.failed.safeParse(message);
  if (refused.success) return failed(`it threw: ${plain(refused.data.because)}`);
  const read = answers[question.kind].safeParse(message);
  if (!read.success) return failed(`its answer does not follow the contract: ${what(read.error)}`);
  const answer = read.data;
  const known = new Set(rules.map(({ id }) => id));
  const stranger = rulesIn(answer).find((one) => !known.has(one));
  if (stranger !== undefined)
    return failed(`its answer names a rule that it does not have: ${plain(stranger)}`);
  if (answer.kind === 'transform' && question.kind === 'transform' && isBeside(answer.value, question.text))
    return failed('its answer names a place that is not in the file');
  if (answer.kind === 'replaceFiles' && question.kind === 'replaceFiles') {
    const outside = answer.value.changes.find((change) => !isWithin(question.folder, change.path));
    if (outside) return failed(`its answer names a path outside of the package: ${plain(outside.path)}`);
  }
  return answer;
}

type Read = Exclude<Answer, { kind: 'failed' }>;

function rulesIn(answer: Read): readonly string[] {
  const { value } = answer;
  if ('changes' in value) return [...value.changes, ...value.notes].map((one) => one.rule);
  if ('edits' in value) return [...value.edits, ...value.notes].map((one) => one.rule);
  return [];
}

function isBeside(value: Result, { length }: string): boolean {
  if (value.kind === 'skip') return false;
  return (
    value.edits.some(({ start, end }) => start > end || end > length) ||
    value.notes.some(({ start }) => start > length)
  );
}

const isWithin = (folder: string, path: string): boolean =>
  isInside(path) &&
  path.startsWith(folder) &&
  !path.split('/').some((part) => part === '..' || part === '.git');

/** `edits.0.start: …`: where, and what is wrong there. */
function what({ issues: [issue] }: z.ZodError): string {
  return plain(`${issue?.path.join('.') || 'all of it'}: ${issue?.message ?? ''}`);
}

/** One line, without what a terminal obeys. */
const plain = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, 300);
