/** The cases of a codemod as they are recorded: `before.js`, `after.js` and `notes.json` in a folder, or folders `before/` and `after/`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { UsageError } from './arguments.ts';

type Texts = ReadonlyMap<string, string>;

export interface RecordedCase {
  readonly name: string;
  readonly before: Texts;
  /** The same as before where nothing may change. */
  readonly after: Texts;
  /** What a survey sees besides. */
  readonly beside: Texts;
  /** `line:column rule: message`, of several files with the path before it. */
  readonly notes: readonly string[];
  readonly isOfSeveral: boolean;
  readonly target?: string;
}

export function casesIn(folder: string): readonly RecordedCase[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => caseIn(join(folder, entry.name), entry.name));
}

function caseIn(folder: string, name: string): RecordedCase {
  const text = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : undefined;
  const target = text('target.txt')?.trim();
  const shared = {
    name,
    beside: textsIn(join(folder, 'beside')),
    notes: notesOf(join(folder, 'notes.json'), text('notes.json')),
    ...(target === undefined ? {} : { target }),
  };
  if (existsSync(join(folder, 'before'))) {
    const before = textsIn(join(folder, 'before'));
    const after = existsSync(join(folder, 'after')) ? textsIn(join(folder, 'after')) : before;
    return { ...shared, before, after, isOfSeveral: true };
  }
  const file = readdirSync(folder).find((one) => one.startsWith('before.'));
  if (file === undefined)
    throw new UsageError(`${folder} has no before.js; write what the codemod is handed`);
  const path = text('path.txt')?.trim() ?? file;
  const before = text(file) ?? '';
  const after = text(file.replace('before', 'after')) ?? before;
  return {
    ...shared,
    before: new Map([[path, before]]),
    after: new Map([[path, after]]),
    isOfSeveral: false,
  };
}

function textsIn(folder: string): Texts {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')];
    }),
  );
}

function notesOf(path: string, text = '[]'): readonly string[] {
  try {
    const notes: unknown = JSON.parse(text);
    if (Array.isArray(notes)) return notes.map(String);
  } catch {
    // Said below, like everything else that is no list.
  }
  throw new UsageError(`${path} is no list of texts; write ["2:1 rule: message"]`);
}
