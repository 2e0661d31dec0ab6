import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import { changeGoImports, goImports, goMembers, isPackageName, rangeOf } from '../../src/change/syntax.ts';

const guide = 'https://go.dev/doc/go1.16#ioutil';

const moves: Readonly<Record<string, readonly [path: string, name: string]>> = {
  ReadFile: ['os', 'ReadFile'],
  WriteFile: ['os', 'WriteFile'],
  TempFile: ['os', 'CreateTemp'],
  TempDir: ['os', 'MkdirTemp'],
  ReadAll: ['io', 'ReadAll'],
  NopCloser: ['io', 'NopCloser'],
  Discard: ['io', 'Discard'],
};

export const codemod: Codemod = {
  id: 'go-ioutil',
  title: 'Use io and os instead of io/ioutil',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'go', crosses: '1.16' },
  languages: ['go'],
  hints: [['"io/ioutil"']],
  rules: [
    ...Object.entries(moves).map(([from, [path, to]]) => ({
      id: from,
      doc: `ioutil.${from} → ${path}.${to}`,
    })),
    { id: 'ReadDir', doc: 'ioutil.ReadDir is told: os.ReadDir gives entries of another type' },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    for (const one of goImports(file).filter(({ path }) => path === 'io/ioutil')) {
      if (!one.local) continue;
      if (!isPackageName(file, one.local)) {
        notes.push(
          left(
            rangeOf(one.spec).start,
            `${one.local} means something else in this file too; take io/ioutil out by hand`,
          ),
        );
        continue;
      }
      const members = goMembers(file, one.local);
      const wanted = new Set<string>();
      let moved = 0;
      for (const member of members) {
        const name = member.child(2)?.text() ?? '';
        const { start, end } = rangeOf(member);
        const target = moves[name];
        if (name === 'ReadDir' && context.enabled(name))
          notes.push({
            ...left(
              start,
              'os.ReadDir gives []os.DirEntry instead of []os.FileInfo; change it where the entries are used',
            ),
            rule: name,
          });
        if (!target || !context.enabled(name)) continue;
        const package_ = nameOf(file, target[0]);
        if (package_ === undefined) {
          notes.push({
            ...left(
              start,
              `ioutil.${name} is ${target[0]}.${target[1]}; ${target[0]} means something else in this file`,
            ),
            rule: name,
          });
          continue;
        }
        edits.push({ start, end, text: `${package_}.${target[1]}`, rule: name, sure: true });
        wanted.add(target[0]);
        moved++;
      }
      if (moved === 0) continue;
      const rule = edits[0]?.rule ?? 'ReadFile';
      const changes = changeGoImports(file, one, [...wanted], moved < members.length);
      edits.push(...changes.map((change) => ({ ...change, rule, sure: true })));
    }
    return { kind: 'result', edits, notes };
  },
};

const left = (start: number, message: string): Note => ({ start, rule: 'ReadFile', message, guide });

/** By which name the package is known here, or would be. */
function nameOf(file: SourceFile, path: string): string | undefined {
  const known = goImports(file).find((one) => one.path === path && one.local);
  const name = known?.local ?? path;
  return isPackageName(file, name) ? name : undefined;
}
