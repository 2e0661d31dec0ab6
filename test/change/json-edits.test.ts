import { expect, it } from 'vitest';
import { applied } from '../../src/change/edits.ts';
import { changeObject, jsonAt, type ObjectChange } from '../../src/change/json-edits.ts';
import { sourceFile } from '../../src/change/source-file.ts';

const drop = (key: string): ObjectChange => ({ kind: 'drop', key, rule: 'r' });
const set = (key: string, json: string): ObjectChange => ({ kind: 'set', key, json, rule: 'r' });

function after(
  text: string,
  changes: readonly ObjectChange[],
  ...path: readonly string[]
): string | undefined {
  const file = sourceFile('a.json', text);
  const object = jsonAt(file.json(), ...path);
  return object && applied(text, changeObject(file, object, changes));
}

it.each([
  ['nothing', '{\n  "a": 1\n}\n', [drop('b'), set('a', '1')], '{\n  "a": 1\n}\n'],
  ['the only one', '{\n  "a": 1\n}\n', [drop('a')], '{\n}\n'],
  ['the first', '{\n  "a": 1,\n  "b": 2\n}', [drop('a')], '{\n  "b": 2\n}'],
  ['the last, with the comma before it', '{\n  "a": 1,\n  "b": 2\n}', [drop('b')], '{\n  "a": 1\n}'],
  ['the last, where the author likes commas', '{\n  "a": 1,\n  "b": 2,\n}', [drop('b')], '{\n  "a": 1,\n}'],
  ['the last two', '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}', [drop('b'), drop('c')], '{\n  "a": 1\n}'],
  [
    'with its own comment',
    '{\n  "a": 1, // of a\n  "b": 2 /* of b */\n}',
    [drop('a')],
    '{\n  "b": 2 /* of b */\n}',
  ],
  [
    'the last with its comment',
    '{\n  "a": 1, // of a\n  "b": 2 // of b\n}',
    [drop('b')],
    '{\n  "a": 1 // of a\n}',
  ],
  ['one of several lines', '{\n  "a": {\n    "x": 1\n  },\n  "b": 2\n}', [drop('a')], '{\n  "b": 2\n}'],
  ['in one line', '{ "a": 1, "b": 2, "c": 3 }', [drop('b')], '{ "a": 1, "c": 3 }'],
  ['the last in one line', '{ "a": 1, "b": 2 }', [drop('b')], '{ "a": 1 }'],
  ['two in one line', '{ "a": 1, "b": 2 }', [drop('a'), drop('b')], '{ }'],
  ['with CRLF', '{\r\n  "a": 1,\r\n  "b": 2\r\n}', [drop('b')], '{\r\n  "a": 1\r\n}'],
] as const)('dropping %s', (_, text, changes, expected) => {
  expect(after(text, changes)).toBe(expected);
});

it.each([
  ['at the end', '{\n  "a": 1\n}', [set('b', '2')], '{\n  "a": 1,\n  "b": 2\n}'],
  ['two', '{\n  "a": 1\n}', [set('b', '2'), set('c', '3')], '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}'],
  ['behind a comment', '{\n  "a": 1 // of a\n}', [set('b', '2')], '{\n  "a": 1, // of a\n  "b": 2\n}'],
  [
    'behind a comment of its own',
    '{\n  "a": 1\n  // end\n}',
    [set('b', '2')],
    '{\n  "a": 1,\n  "b": 2\n  // end\n}',
  ],
  ['where the author likes commas', '{\n  "a": 1,\n}', [set('b', '2')], '{\n  "a": 1,\n  "b": 2,\n}'],
  ['in one line', '{ "a": 1 }', [set('b', '2')], '{ "a": 1, "b": 2 }'],
  ['into nothing', '{}', [set('b', '2')], '{\n  "b": 2\n}'],
  ['into nothing in two lines', '{\n}', [set('b', '2')], '{\n  "b": 2\n}'],
  ['with tabs', '{\n\t"a": 1\n}', [set('b', '{\n\t"c": 1\n}')], '{\n\t"a": 1,\n\t"b": {\n\t\t"c": 1\n\t}\n}'],
  [
    'in the place of the last',
    '{\n  "a": 1,\n  "b": 2\n}',
    [drop('b'), set('c', '3')],
    '{\n  "a": 1,\n  "c": 3\n}',
  ],
  ['in the place of the only one', '{\n  "a": 1\n}', [drop('a'), set('c', '3')], '{\n  "c": 3\n}'],
  [
    'over what is there',
    '{\n  "a": 1, // of a\n  "b": 2\n}',
    [set('a', '3')],
    '{\n  "a": 3, // of a\n  "b": 2\n}',
  ],
  ['with CRLF', '{\r\n  "a": 1\r\n}', [set('b', '2')], '{\r\n  "a": 1,\r\n  "b": 2\r\n}'],
] as const)('setting %s', (_, text, changes, expected) => {
  expect(after(text, changes)).toBe(expected);
});

it('knows the object it is asked about, and no other of the same name', () => {
  const text = '{\n  "b": 1,\n  "c": {\n    "b": 2\n  }\n}';
  expect(after(text, [drop('b')], 'c')).toBe('{\n  "b": 1,\n  "c": {\n  }\n}');
});
