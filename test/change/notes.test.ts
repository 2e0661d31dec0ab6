/**
 * Every note that ships, on a folder of files with what it is about and what it is not: `fixtures/impact/<file of the notes>/`.
 * `notes.txt` says which notes are told, and where.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settingText } from '../../src/adapters/settings.ts';
import { mayBeNoted, notedPlaces } from '../../src/change/notes.ts';
import type { ImpactNote, NoteWhere } from '../../src/domain/note.ts';
import { readImpactNotes } from '../../src/policy/impact-notes.ts';

const root = new URL('../../', import.meta.url).pathname;
const names = readdirSync(`${root}config/impact`).map((file) => file.replace(/\.yml$/, ''));
const textFile = (path: string, text: string) => ({ path, text, byteOrderMark: false, executable: false });
const told = (notes: readonly ImpactNote[], files: Readonly<Record<string, string>>) =>
  notedPlaces(
    notes,
    Object.entries(files).map(([path, text]) => textFile(path, text)),
  ).map(({ note, path, place }) => `${path}:${place.line} ${note.id}`);

describe('the notes that ship', () => {
  it.each(names)('%s are told where they belong, and nowhere else', (name) => {
    const file = `impact/${name}.yml`;
    const notes = readImpactNotes(file, settingText(file) ?? '');
    const folder = `${root}fixtures/impact/${name}`;
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path !== 'notes.txt' && /\.\w+$/.test(path))
      .sort();
    const files = Object.fromEntries(paths.map((path) => [path, readFileSync(`${folder}/${path}`, 'utf8')]));
    const expected = readFileSync(`${folder}/notes.txt`, 'utf8').trim().split('\n');
    expect(told(notes, files)).toEqual(expected);
    expect(paths.filter((path) => !mayBeNoted(notes)(path))).toEqual([]);
    const ids = new Set(expected.map((line) => line.split(' ')[1]));
    expect(notes.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('are refused with the file and the place when something is wrong in one', () => {
    const note = '- { id: a, does: breaks, says: b, guide: "https://a.example", where: [{ usse: [c] }] }';
    expect(() => readImpactNotes('impact/a.yml', `package: a\nnotes:\n  ${note}\n`)).toThrow(
      /impact\/a\.yml[\s\S]*notes\[0\]\.where\[0\]/,
    );
    const good = note.replace('usse', 'uses');
    expect(() => readImpactNotes('impact/a.yml', `notes:\n  ${good}\n`)).toThrow(/a package or a runtime/);
    expect(() => readImpactNotes('impact/a.yml', 'package: a\n')).toThrow(/impact\/a\.yml[\s\S]*notes/);
  });
});

describe('a use', () => {
  const about = (uses: readonly string[], more: object = {}): readonly ImpactNote[] => [
    {
      id: 'it',
      does: 'behaves',
      says: 'x',
      guide: 'https://tide.example',
      where: [{ kind: 'use', modules: ['tide'], uses, ...more } as NoteWhere],
    },
  ];
  const lines = (text: string, notes: readonly ImpactNote[]) =>
    told(notes, { 'a.ts': text }).map((one) => one.split(' ')[0]?.replace('a.ts:', ''));

  it.each<[string, string, object?]>([
    ["import { a } from './tide';\na();", 'a()'],
    ["import { a } from 'tide';\nfunction f(a) { a(); }", 'a()'],
    ["import { a } from 'tide';\nlist.map(a);", 'a()'],
    ["import { a } from 'tide';\na().c();", 'a().b'],
    ["import { a } from 'tide';\na.b();", 'a().b'],
    ["import { b } from 'tide';\nb();", '..b()'],
    ["import { a } from 'tide';\na(1);", 'a()', { least: 2 }],
    ["import { a } from 'tide';\na(1, 2);", 'a()', { most: 1 }],
    ["import { a } from 'tide';\na(() => 1);", 'a()', { callback: 1 }],
    ["import { a } from 'tide';\na(callback);", 'a()', { callback: 0 }],
    ["import { a } from 'tide';\na({ y: 1 }, { [x]: 1 });", 'a()', { options: ['x'] }],
    ["import { a } from 'tide';\na('z');", 'a()', { literals: ['x'] }],
    ["import { a } from 'tide';\na(((;", 'a()'],
  ])('is not in %s for %s', (text, use, more) => {
    expect(lines(text, about([use], more))).toEqual([]);
  });

  it.each<[string, string, object?]>([
    ["\nimport 'tide';", '*'],
    ["\nrequire('tide')();", 'default()'],
    ["import tide from 'tide';\nnew tide();", 'default()'],
    ["import { a } from 'tide';\na;", 'a'],
    ["const { a: b } = require('tide');\nb?.();", 'a()'],
    ["import * as t from 'tide'; const c = t.a();\nc.on('x');", 'a().on'],
    ["import { a } from 'tide'; const M = a('M');\nM.find();", 'a().find()'],
    ["import { a } from 'tide';\na.b().c(1).d().e();", '..e()'],
    ["import { a } from 'tide';\na(function (x) {});", 'a()', { callback: 1 }],
    ["import { a } from 'tide'; const f = (x) => x;\na(f);", 'a()', { callback: 1 }],
    ["import { a } from 'tide'; const o = { x: 1 };\na(1, o);", 'a()', { options: ['x'] }],
    ["import { a } from 'tide';\na([{ type: 'x' }]);", 'a()', { literals: ['x'] }],
  ])('is in %s for %s', (text, use, more) => {
    expect(lines(text, about([use], more))).toEqual(['2']);
  });

  it('is looked for in no file that nobody edits', () => {
    expect(told(about(['*']), { 'vendor/a.ts': "import 'tide';", 'a.md': "import 'tide';" })).toEqual([]);
  });

  it('is found in a chain of ten thousand calls', () => {
    const text = `import { a } from 'tide';\na()${'\n  .b()'.repeat(10_000)};`;
    expect(lines(text, about(['..b()']))).toEqual(['2']);
  });
});
