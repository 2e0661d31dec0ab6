/** `springtide codemod test`: the codemods of a folder, each held to its cases as those of the catalogue are to theirs. */
import { join } from 'node:path';
import type { Codemod } from '../change/codemod.ts';
import { type CodemodRun, runCodemods } from '../change/run-codemods.ts';
import { selectByHand } from '../change/select-codemods.ts';
import { surveyed } from '../change/survey.ts';
import type { CommandWorld } from '../cli.ts';
import type { TextFile } from '../domain/text.ts';
import type { Elsewhere } from '../jobs/codemods-elsewhere.ts';
import { status, UsageError } from './arguments.ts';
import { casesIn, type RecordedCase } from './codemod-cases.ts';
import { openFolderOfCodemods } from './codemod-folder.ts';
import { painter, plain } from './output.ts';
import { patchOf } from './patch.ts';
import { count } from './show-plan.ts';

export async function testCodemods(dir: string | undefined, { output }: CommandWorld): Promise<number> {
  const root = dir ?? '.';
  const elsewhere = await openFolderOfCodemods(join(root, 'codemods'));
  try {
    const paint = painter(output);
    let wrong = 0;
    for (const codemod of elsewhere.codemods) {
      const cases = casesIn(join(root, 'fixtures/codemods', codemod.id));
      if (cases.length === 0)
        throw new UsageError(`fixtures/codemods/${codemod.id} has no case; write one with a before.js`);
      for (const one of cases) {
        const complaints = await complaintsOf(one, codemod, elsewhere);
        if (complaints.length > 0) wrong++;
        for (const complaint of complaints)
          output.err(`${paint('red', 'wrong')} ${codemod.id} ${one.name}: ${plain(complaint)}`);
      }
      output.out(`${codemod.id}: ${count(cases.length, 'case')}`);
    }
    return wrong > 0 ? status.failed : status.done;
  } finally {
    elsewhere.close();
  }
}

/** That a second run is quiet and the result parses, the engine sees to: what it does not believe is not what was recorded. */
async function complaintsOf(one: RecordedCase, codemod: Codemod, elsewhere: Elsewhere): Promise<string[]> {
  const plainly = await ran(one, codemod, elsewhere, (text) => text);
  const differences = [...one.after.keys(), ...plainly.texts.keys()].flatMap((path) => {
    const [wanted, got] = [one.after.get(path), plainly.texts.get(path)];
    return wanted === got ? [] : [patchOf([{ path, before: wanted, after: got }])];
  });
  const complaints = [...new Set(differences)].map(
    (patch) => `it does not become what was recorded\n${patch}`,
  );
  const notes = plainly.run.notes.map(
    ({ path, line, column, rule, message }) =>
      `${one.isOfSeveral ? `${path}:` : ''}${line}:${column} ${rule}: ${message}`,
  );
  if (notes.join('\n') !== one.notes.join('\n'))
    complaints.push(`it does not say what was recorded, but\n${notes.join('\n') || 'nothing'}`);
  complaints.push(
    ...plainly.run.skipped.map(({ path, because }) => `${path} was not looked into: ${because}`),
  );
  if (complaints.length > 0) return complaints;

  const withCrlf = (text: string) => text.replaceAll('\n', '\r\n');
  const { texts } = await ran(one, codemod, elsewhere, withCrlf);
  const broken = [...one.after].find(([path, text]) => texts.get(path) !== withCrlf(text));
  return broken ? [`${broken[0]} becomes something else where lines end as on Windows`] : [];
}

async function ran(
  { before, beside, target }: RecordedCase,
  codemod: Codemod,
  elsewhere: Elsewhere,
  written: (text: string) => string,
): Promise<{ readonly run: CodemodRun; readonly texts: ReadonlyMap<string, string> }> {
  const file = ([path, text]: readonly [string, string]): TextFile => ({
    path,
    text: written(text),
    byteOrderMark: false,
    executable: false,
  });
  const files = [...before].map(file);
  const [run] = await elsewhere.settled(() =>
    runCodemods({
      files,
      codemods: [
        {
          ...selectByHand(codemod, [], target),
          surveyed: surveyed(codemod, [...files, ...[...beside].map(file)]),
        },
      ],
      // Time is kept where it runs.
      context: { budget: () => () => false, folder: '' },
    }),
  );
  if (!run) throw new Error(`${codemod.id} did not run`);
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  for (const { path, after } of [...run.sure, ...run.unsure]) {
    if (after === undefined) texts.delete(path);
    else texts.set(path, after);
  }
  return { run, texts };
}
