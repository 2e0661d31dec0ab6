import type { Node } from 'yaml';
import type { Codemod, Context, Edit, Note, Result, SourceFile } from '../../src/change/codemod.ts';
import { artifactNames, hiddenFiles } from './artifacts.ts';
import { inputChanges } from './inputs.ts';
import { type Step, stepsIn } from './steps.ts';

export const codemod: Codemod = {
  id: 'gha-action-majors',
  title: 'Give actions the inputs that their new versions ask for',
  revision: 1,
  level: 'required',
  trigger: { kind: 'tool', name: 'github-actions' },
  languages: ['yaml'],
  files: /(?:^|\/)(?:\.github\/workflows|workflow-templates)\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/,
  hints: [...Object.keys(inputChanges), 'actions/setup-java', 'actions/upload-artifact'].map((action) => [
    action,
  ]),
  rules: [
    { id: 'renamed-input', doc: 'setup-node: version → node-version, and others' },
    { id: 'gone-input', doc: 'inputs that do nothing any more go' },
    { id: 'java-distribution', doc: 'setup-java 2: distribution: zulu, which 1 took by itself' },
    { id: 'artifact-names', doc: 'upload-artifact 4: artifacts that several jobs add to are for a person' },
    { id: 'hidden-files', doc: 'upload-artifact 4: hidden files are for a person' },
  ],
  transform,
};

interface Part {
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}

function transform(file: SourceFile, context: Context): Result {
  const steps = stepsIn(file);
  const parts: Part[] = [
    ...steps.flatMap((step) => changedInputs(file, step)),
    ...steps.map((step) => javaDistribution(file, step)),
    { edits: [], notes: artifactNames(steps, 'artifact-names') },
    { edits: [], notes: hiddenFiles(steps, 'hidden-files') },
  ];
  const isAsked = ({ rule }: { readonly rule: string }) => context.enabled(rule);
  return {
    kind: 'result',
    edits: parts.flatMap(({ edits }) => edits).filter(isAsked),
    notes: parts.flatMap(({ notes }) => notes).filter(isAsked),
  };
}

function changedInputs(file: SourceFile, { action, major, inputs }: Step): readonly Part[] {
  const changes = Object.hasOwn(inputChanges, action) ? (inputChanges[action] ?? []) : [];
  return changes.flatMap((change): Part[] => {
    const input = inputs.find(({ key }) => key === change.from);
    if (!input || major < change.since) return [];
    const { start, end } = input.keyRange;
    if (change.kind === 'renamed') {
      const rule = 'renamed-input';
      if (inputs.some(({ key }) => key === change.to))
        return [
          noted(
            rule,
            start,
            `${action} knows ${change.to} and no ${change.from} any more; keep one of the two`,
          ),
        ];
      const written = file.text.slice(start, end).replace(change.from, change.to);
      return [{ edits: [{ start, end, text: written, rule, sure: true }], notes: [] }];
    }
    const line = inputs.length > 1 ? wholeLine(file.text, start, input.value?.range?.[1] ?? end) : undefined;
    if (!line)
      return [noted('gone-input', start, `${action} ${change.since} has no ${change.from}; take it out`)];
    return [{ edits: [{ ...line, text: '', rule: 'gone-input', sure: true }], notes: [] }];
  });
}

const noted = (rule: string, start: number, message: string): Part => ({
  edits: [],
  notes: [{ start, rule, message }],
});

/** An entry that has one line to itself. */
function wholeLine(text: string, from: number, to: number): { start: number; end: number } | undefined {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next === -1 ? text.length : next;
  const around = text.slice(start, from) + text.slice(to, end);
  if (text.slice(from, to).includes('\n') || !/^\s*(?:#.*)?\s*$/.test(around)) return undefined;
  if (next !== -1) return { start, end: next + 1 };
  return { start: start - (text[start - 2] === '\r' ? 2 : 1), end };
}

/** https://github.com/actions/setup-java/blob/main/docs/switching-to-v2.md */
function javaDistribution(file: SourceFile, { action, major, inputs }: Step): Part {
  const rule = 'java-distribution';
  const nothing: Part = { edits: [], notes: [] };
  const guide = 'https://github.com/actions/setup-java/blob/main/docs/switching-to-v2.md';
  const version = inputs.find(({ key }) => key === 'java-version');
  if (action !== 'actions/setup-java' || major < 2 || !version) return nothing;
  const edits = legacyVersion(file, version.value, rule);
  if (inputs.some(({ key }) => key === 'distribution')) return { edits, notes: [] };
  const { start } = version.keyRange;
  const indent = /\n([ \t]*)$/.exec(file.text.slice(0, start))?.[1];
  if (indent === undefined) {
    const message = 'setup-java 2 wants a distribution; zulu is what 1 took';
    return { edits, notes: [{ start, rule, guide, message }] };
  }
  const hasFile = inputs.some(({ key }) => key === 'jdkFile');
  const text = `distribution: ${hasFile ? 'jdkfile' : 'zulu'}\n${indent}`;
  return { edits: [...edits, { start, end: start, text, rule, sure: true }], notes: [] };
}

/** `1.8` was 8, and `1.8.0.212` was 8.0.212. */
function legacyVersion(file: SourceFile, value: Node | undefined, rule: string): Edit[] {
  const [from, to] = value?.range ?? [0, 0];
  const [legacy] = /^['"]?(?=1\.\d+(?:\.[\d.]+)?['"]?$)/.exec(file.text.slice(from, to)) ?? [];
  if (legacy === undefined) return [];
  const start = from + legacy.length;
  return [{ start, end: start + 2, text: '', rule, sure: true }];
}
