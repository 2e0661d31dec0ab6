import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOf, splice } from '../../src/domain/text.ts';

const edit = (start: number, end: number, was: string, text: string) => ({
  range: { start, end },
  was,
  text,
});

describe('splice', () => {
  it('leaves a text without edits alone', () => {
    expect(splice('a\r\nb', [])).toEqual({ kind: 'spliced', text: 'a\r\nb' });
  });

  it('makes an edit that several dependencies share once', () => {
    const shared = edit(2, 5, '1.0', '2.0');
    expect(splice('v 1.0', [shared, { ...shared }])).toEqual({ kind: 'spliced', text: 'v 2.0' });
  });

  it('refuses a text it was not planned for, and says where', () => {
    expect(splice('one\ntwo', [edit(4, 7, 'ten', '11')])).toEqual({
      kind: 'refused',
      because: 'line 2 says "two", not "ten"',
    });
  });

  it('refuses two different edits of the same place', () => {
    expect(splice('abc', [edit(0, 2, 'ab', 'x'), edit(1, 3, 'bc', 'y')]).kind).toBe('refused');
    expect(splice('abc', [edit(0, 2, 'ab', 'x'), edit(0, 2, 'ab', 'y')]).kind).toBe('refused');
  });

  it('changes the ranges and nothing else, whatever the text', () => {
    const cuts = fc.array(fc.nat(200), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: 'binary' }),
        cuts,
        fc.string({ maxLength: 10 }),
        (text, points, put) => {
          const sorted = [...new Set(points.map((point) => Math.min(point, text.length)))].sort(
            (a, b) => a - b,
          );
          const pairs = sorted.flatMap((start, at) =>
            at % 2 === 0 && sorted[at + 1] !== undefined ? [[start, sorted[at + 1] ?? 0] as const] : [],
          );
          const edits = pairs.map(([start, end]) => edit(start, end, text.slice(start, end), put));
          let expected = '';
          let at = 0;
          for (const [start, end] of pairs) {
            expected += text.slice(at, start) + put;
            at = end;
          }
          expect(splice(text, edits.toReversed())).toEqual({
            kind: 'spliced',
            text: expected + text.slice(at),
          });
        },
      ),
    );
  });
});

describe('placeOf', () => {
  it.each([
    ['abc', 0, 1, 1],
    ['abc', 3, 1, 4],
    ['a\nb', 2, 2, 1],
    ['a\r\nbc', 4, 2, 2],
  ])('%j at %i is line %i, column %i', (text, offset, line, column) => {
    expect(placeOf(text, offset)).toEqual({ line, column });
  });
});
