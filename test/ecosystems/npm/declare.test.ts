import { describe, expect, it } from 'vitest';
import { splice } from '../../../src/domain/text.ts';
import { type Declaration, declare } from '../../../src/ecosystems/npm/declare.ts';

const add = (name: string, section = 'dependencies'): Declaration => ({
  kind: 'add',
  section,
  name,
  requirement: '^1.0.0',
});
const drop = (name: string): Declaration => ({ kind: 'drop', name });
const move = (name: string, to: string): Declaration => ({ kind: 'move', name, to });
const after = (text: string, ...declarations: Declaration[]) => {
  const spliced = splice(text, declare('package.json', text, declarations));
  return spliced.kind === 'spliced' ? spliced.text : spliced.because;
};

const manifest = '{\n  "name": "a",\n  "dependencies": {\n    "b": "1",\n    "d": "1"\n  }\n}\n';

describe('declaring a dependency', () => {
  it.each([
    ['nothing is asked', manifest, []],
    ['it is there already', manifest, [add('b')]],
    ['what should go is not there', manifest, [drop('x')]],
    ['what should move is there already', manifest, [move('b', 'dependencies')]],
    ['what should move is not declared', manifest, [move('x', 'devDependencies')]],
    ['the file is no object', '[]', [add('x')]],
  ])('changes nothing when %s', (_, text, declarations) => {
    expect(after(text, ...declarations)).toBe(text);
  });

  it.each([
    ['between', 'c', '    "b": "1",\n    "c": "^1.0.0",\n    "d": "1"\n'],
    ['first', 'a', '    "a": "^1.0.0",\n    "b": "1",\n    "d": "1"\n'],
    ['last', 'e', '    "b": "1",\n    "d": "1",\n    "e": "^1.0.0"\n'],
  ])('puts it %s, by the alphabet', (_, name, lines) => {
    expect(after(manifest, add(name))).toBe(manifest.replace('    "b": "1",\n    "d": "1"\n', lines));
  });

  it('makes one insertion of several in one gap', () => {
    expect(after(manifest, add('cc'), add('ca'))).toContain(
      '"b": "1",\n    "ca": "^1.0.0",\n    "cc": "^1.0.0",\n    "d": "1"',
    );
  });

  it('makes the section when it is missing or empty', () => {
    const made = '{\n  "name": "a",\n  "dependencies": {\n    "x": "^1.0.0"\n  }\n}';
    expect(after('{\n  "name": "a"\n}', add('x'))).toBe(made);
    expect(after('{\n  "name": "a",\n  "dependencies": {}\n}', add('x'))).toBe(made);
  });

  it('keeps CRLF and tabs', () => {
    expect(after('{\r\n\t"dependencies": {\r\n\t\t"b": "1"\r\n\t}\r\n}', add('c'))).toBe(
      '{\r\n\t"dependencies": {\r\n\t\t"b": "1",\r\n\t\t"c": "^1.0.0"\r\n\t}\r\n}',
    );
  });

  it.each([
    ['first', 'b', '{\n  "name": "a",\n  "dependencies": {\n    "d": "1"\n  }\n}\n'],
    ['last', 'd', '{\n  "name": "a",\n  "dependencies": {\n    "b": "1"\n  }\n}\n'],
  ])('drops the %s with its comma', (_, name, expected) => {
    expect(after(manifest, drop(name))).toBe(expected);
  });

  it('moves one to another section, as it is asked for', () => {
    expect(after(manifest, move('b', 'devDependencies'))).toBe(
      '{\n  "name": "a",\n  "dependencies": {\n    "d": "1"\n  },\n  "devDependencies": {\n    "b": "1"\n  }\n}\n',
    );
  });

  it.each([
    ['the last', 'd', '    "b": "1",\n    "c": "^1.0.0"\n'],
    ['another', 'b', '    "c": "^1.0.0",\n    "d": "1"\n'],
  ])('puts one in the place of %s', (_, name, expected) => {
    const text = after(manifest, drop(name), add('c'));
    expect(text).toBe(`{\n  "name": "a",\n  "dependencies": {\n${expected}  }\n}\n`);
  });

  it('puts one in the place of the only one', () => {
    const text = '{\n  "dependencies": {\n    "b": "1"\n  }\n}\n';
    expect(after(text, drop('b'), add('c'))).toBe('{\n  "dependencies": {\n    "c": "^1.0.0"\n  }\n}\n');
  });

  it('declares one in the section of another', () => {
    const beside = (other: string): Declaration => ({
      kind: 'add',
      section: 'devDependencies',
      beside: other,
      name: 'e',
      requirement: '^1.0.0',
    });
    expect(after(manifest, beside('b'))).toContain('"d": "1",\n    "e": "^1.0.0"');
    expect(after(manifest, beside('x'))).toContain('"devDependencies"');
  });
});
