/**
 * Runs codemods over files. A file is parsed once for all its codemods; one that changes it pays for a second parse, which
 * proves that the result can be read and is the tree that the next codemod starts from. Nothing a codemod proposes is
 * believed: its result must parse, and a second run on it must be quiet; otherwise all its edits in that file are dropped,
 * and a note says so. A file is changed as a codemod meant it, or not at all.
 */
import type { FileEdit } from '../domain/change.ts';
import type { TextFile } from '../domain/text.ts';
import { placeOf } from '../domain/text.ts';
import type {
  Codemod,
  DeclaredDependencies,
  Edit,
  ManifestEdit,
  Note,
  Replaced,
  SourceFile,
} from './codemod.ts';
import { applied, refused, shifted } from './edits.ts';
import { isManifest, isWorth, refusal } from './offered.ts';
import type { SelectedCodemod } from './select-codemods.ts';
import { isReadable, sourceFile } from './source-file.ts';

export interface CodemodsRequest {
  /** The files that the package owns whose manifest changes. */
  readonly files: readonly TextFile[];
  /** In the order they are to run; see `selectCodemods`. */
  readonly codemods: readonly SelectedCodemod[];
  readonly context: {
    /** Starts a watch for one file and answers whether its time is up. The core has no clock. */
    readonly budget: (path: string) => () => boolean;
    /** The manifest of the package, for codemods that add or drop a dependency. */
    readonly manifest?: DeclaredDependencies;
    /** The folder of the package, for codemods that replace files as a whole. */
    readonly folder?: string;
  };
}

/** What one codemod did. `sure` is one commit, `unsure` the next; each takes the files from where the last left them. */
export interface CodemodRun {
  readonly selected: SelectedCodemod;
  readonly sure: readonly FileEdit[];
  readonly unsure: readonly FileEdit[];
  /** How many edits each rule made in each file, those to be reviewed apart. */
  readonly counts: readonly RuleCount[];
  readonly notes: readonly PlacedNote[];
  readonly skipped: readonly SkippedFile[];
  readonly manifest: readonly ManifestEdit[];
}

export interface RuleCount {
  readonly path: string;
  readonly rule: string;
  readonly sure: boolean;
  readonly edits: number;
}

/** A note where it stands in the text after all codemods. */
export interface PlacedNote extends Omit<Note, 'start'> {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export interface SkippedFile {
  readonly path: string;
  readonly because: string;
  /** Left on purpose, or for want of a reading: the second is for a person to know. */
  readonly kind: 'left' | 'failed';
}

/** One codemod's part in one file. */
type Part =
  | { readonly kind: 'ran'; readonly edits: readonly Edit[]; notes: readonly Note[]; readonly steps: Steps }
  | { readonly kind: 'skipped'; readonly skip: Omit<SkippedFile, 'path'> };

/** The text before, after the sure edits, and after all of them. */
interface Steps {
  readonly before: string;
  readonly sure: string;
  readonly all: string;
}

export function runCodemods(request: CodemodsRequest): readonly CodemodRun[] {
  const { files, codemods, context } = request;
  const outcomes = files.map((file) => runFile(file, codemods, context.budget(file.path)));
  return codemods.map((selected) => {
    const parts = outcomes.flatMap(({ path, text, parts }) => {
      const part = parts.get(selected);
      return part ? [{ path, text, part }] : [];
    });
    const ran = parts.flatMap(({ path, text, part }) =>
      part.kind === 'ran' ? [{ path, text, ...part }] : [],
    );
    const whole = replacedFiles(selected, context.folder);
    return {
      selected,
      sure: [
        ...ran.flatMap(({ path, steps }) => fileEdit(path, steps.before, steps.sure)),
        ...whole.changes.map(({ path, before, after }) => ({ path, before, after })),
      ],
      unsure: ran.flatMap(({ path, steps }) => fileEdit(path, steps.sure, steps.all)),
      counts: [
        ...ran.flatMap(({ path, edits }) => counted(path, edits)),
        ...whole.changes.map(({ path, rule }) => ({ path, rule, sure: true, edits: 1 })),
      ],
      notes: [
        ...ran.flatMap(({ path, text, notes }) =>
          notes.toSorted((a, b) => a.start - b.start).map((note) => placed(path, text, note)),
        ),
        ...whole.notes.map((note) => ({ ...note, line: 1, column: 1 })),
      ],
      skipped: parts.flatMap(({ path, part }) => (part.kind === 'skipped' ? [{ path, ...part.skip }] : [])),
      manifest: manifestEdits(
        selected,
        parts.map(({ part }) => part),
        whole,
        context.manifest,
      ),
    };
  });
}

interface Outcome {
  readonly path: string;
  /** After all codemods. */
  readonly text: string;
  readonly parts: ReadonlyMap<SelectedCodemod, Part>;
}

function runFile(
  { path, text }: TextFile,
  codemods: readonly SelectedCodemod[],
  timeIsUp: () => boolean,
): Outcome {
  const parts = new Map<SelectedCodemod, Part>();
  let source = sourceFile(path, text);
  for (const selected of codemods) {
    if (!isWorth(selected, path, source.text)) continue;
    const { part, after } = runOne(selected, source, timeIsUp);
    for (const earlier of parts.values()) if (part.kind === 'ran') move(earlier, part.edits);
    parts.set(selected, part);
    source = after;
  }
  return { path, text: source.text, parts };
}

function runOne(
  selected: SelectedCodemod,
  source: SourceFile,
  timeIsUp: () => boolean,
): { readonly part: Part; readonly after: SourceFile } {
  const skip = (kind: SkippedFile['kind'], because: string) => ({
    part: { kind: 'skipped' as const, skip: { kind, because } },
    after: source,
  });
  const because = refusal(source.path, source.text);
  if (because) return skip('left', because);
  if (timeIsUp()) return skip('failed', tooSlow);
  const answer = transformed(selected, source);
  if (answer.kind !== 'result') return skip(answer.kind === 'failed' ? 'failed' : 'left', answer.because);
  const checked = check(selected, source, answer.edits);
  if (timeIsUp()) return skip('failed', tooSlow);
  if (checked.kind === 'dropped') {
    const steps = { before: source.text, sure: source.text, all: source.text };
    return { part: { kind: 'ran', edits: [], notes: [...answer.notes, checked.note], steps }, after: source };
  }
  const steps = { before: source.text, sure: checked.sure, all: checked.all.text };
  const notes = answer.notes.map((note) => shifted(note, answer.edits));
  return { part: { kind: 'ran', edits: answer.edits, notes, steps }, after: checked.all };
}

/** Notes stand in the text as it is after the codemods that follow. */
function move(part: Part, edits: readonly Edit[]): void {
  if (part.kind === 'ran') part.notes = part.notes.map((note) => shifted(note, edits));
}

const tooSlow = 'it took longer than a file may take';

type Answer =
  | { readonly kind: 'result'; readonly edits: readonly Edit[]; readonly notes: readonly Note[] }
  | { readonly kind: 'skip' | 'failed'; readonly because: string };

const nothing: ReadonlyMap<string, readonly string[]> = new Map();

/** A codemod that fails on a file has a bug, or the file is one no codemod can read: the others go on either way. */
function transformed(
  { codemod, rules, target, surveyed = nothing }: SelectedCodemod,
  source: SourceFile,
): Answer {
  try {
    const enabled = (rule: string): boolean => rules.has(rule);
    return codemod.transform(source, { enabled, surveyed, ...(target === undefined ? {} : { target }) });
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  }
}

type Checked =
  | { readonly kind: 'accepted'; readonly sure: string; readonly all: SourceFile }
  | { readonly kind: 'dropped'; readonly note: Note };

/** Whether the edits make a text that parses and that the codemod leaves alone. */
function check(selected: SelectedCodemod, source: SourceFile, edits: readonly Edit[]): Checked {
  const { path, text } = source;
  if (edits.length === 0) return { kind: 'accepted', sure: text, all: source };
  const drop = (why: string): Checked => ({ kind: 'dropped', note: dropped(edits, why) });
  const sure = applied(
    text,
    edits.filter((edit) => edit.sure),
  );
  const all = applied(text, edits);
  const tooMuch = refused(text, edits);
  if (tooMuch) return drop(tooMuch);
  if (sure === undefined || all === undefined) return drop('its edits overlap');
  if (sure !== all && isManifest(path)) return drop('an edit of a manifest has to be sure');
  const result = sourceFile(path, all);
  if (!isReadable(result, source) || (sure !== all && !isReadable(sourceFile(path, sure), source)))
    return drop('the result could not be parsed');
  const again = transformed(selected, result);
  if (again.kind === 'failed') return drop('a second run failed');
  if (again.kind === 'result' && again.edits.length > 0) return drop('a second run would change more');
  return { kind: 'accepted', sure, all: result };
}

function dropped(edits: readonly Edit[], why: string): Note {
  const [first] = edits;
  return {
    start: first?.start ?? 0,
    rule: first?.rule ?? '',
    message: `nothing was changed in this file, because ${why}; migrate it by hand`,
  };
}

function fileEdit(path: string, before: string, after: string): readonly FileEdit[] {
  return before === after ? [] : [{ path, before, after }];
}

function counted(path: string, edits: readonly Edit[]): readonly RuleCount[] {
  return [true, false].flatMap((sure) => {
    const own = edits.filter((edit) => edit.sure === sure);
    return [...Map.groupBy(own, ({ rule }) => rule)].map(([rule, made]) => ({
      path,
      rule,
      sure,
      edits: made.length,
    }));
  });
}

function placed(path: string, text: string, { start, ...note }: Note): PlacedNote {
  return { path, ...placeOf(text, start), ...note };
}

function manifestEdits(
  { codemod, target, surveyed = nothing }: SelectedCodemod,
  parts: readonly Part[],
  whole: Replaced,
  manifest: DeclaredDependencies | undefined,
): readonly ManifestEdit[] {
  if (!manifest || !codemod.manifest) return [];
  const ran = parts.filter((part) => part.kind === 'ran');
  return codemod.manifest(manifest, {
    applied: new Set([...ran.flatMap(({ edits }) => edits), ...whole.changes].map(({ rule }) => rule)),
    noted: new Set([...ran.flatMap(({ notes }) => notes), ...whole.notes].map(({ rule }) => rule)),
    skipped: ran.length < parts.length,
    surveyed,
    ...(target === undefined ? {} : { target }),
  });
}

/** As with edits: what is made has to be readable, and asked again the codemod has to be quiet. */
function replacedFiles(selected: SelectedCodemod, folder: string | undefined): Replaced {
  const { codemod, rules, target, surveyed = nothing } = selected;
  if (folder === undefined || !codemod.replaceFiles) return { changes: [], notes: [] };
  const enabled = (rule: string) => rules.has(rule);
  const context = { enabled, folder, ...(target === undefined ? {} : { target }) };
  const replaced = codemod.replaceFiles({ ...context, surveyed });
  const [first] = replaced.changes;
  if (!first) return replaced;
  const unreadable = replaced.changes.find(
    ({ path, after }) => after !== undefined && !isReadable(sourceFile(path, after)),
  );
  const again = codemod.replaceFiles({ ...context, surveyed: surveyedAfter(codemod, surveyed, replaced) });
  const why = unreadable
    ? `${unreadable.path} could not be parsed`
    : again.changes.length > 0
      ? 'a second run would change more'
      : undefined;
  if (why === undefined) return replaced;
  const message = `nothing was replaced, because ${why}; migrate it by hand`;
  return { changes: [], notes: [{ path: first.path, rule: first.rule, message }] };
}

function surveyedAfter(
  { survey }: Codemod,
  surveyed: ReadonlyMap<string, readonly string[]>,
  { changes }: Replaced,
): ReadonlyMap<string, readonly string[]> {
  const after = new Map(surveyed);
  for (const { path, after: text } of changes) {
    if (text === undefined) after.delete(path);
    else if (survey?.files.test(path)) after.set(path, survey.of(path, text));
  }
  return after;
}
