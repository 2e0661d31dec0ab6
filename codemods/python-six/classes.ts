/** Metaclasses as Python 3 writes them, and a decorator that does nothing there. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { linesOf, ownsItsLines, type PythonChange, rangeOf } from '../../src/change/syntax.ts';
import { callOf, type Place, type Rewrite, rewritten } from './places.ts';

export function inClass(file: SourceFile, place: Place): Rewrite | undefined {
  switch (place.member) {
    case 'with_metaclass':
      return withMetaclass(place);
    case 'add_metaclass':
      return addMetaclass(file, place);
    default: {
      const decorator = place.node.parent();
      return decorator?.kind() === 'decorator' ? without(file, decorator) : undefined;
    }
  }
}

/** `class A(six.with_metaclass(M, B))`, alone among the bases: six throws others away. */
function withMetaclass({ node }: Place): Rewrite | undefined {
  const { call, args } = callOf(node) ?? {};
  const list = call?.parent();
  const [meta, ...bases] = args ?? [];
  const isBase =
    list?.parent()?.kind() === 'class_definition' &&
    list.kind() === 'argument_list' &&
    list.children().filter((one) => one.isNamed()).length === 1;
  if (!call || !meta || !isBase || meta.text().includes('six')) return undefined;
  const [first, last] = [bases[0], bases.at(-1)];
  const { start, end } = rangeOf(call);
  if (!first || !last || (bases.length === 1 && first.text() === 'object'))
    return rewritten([
      { start, end: rangeOf(meta).start, text: 'metaclass=' },
      { start: rangeOf(meta).end, end, text: '' },
    ]);
  return rewritten([
    { start, end: rangeOf(first).start, text: '' },
    { start: rangeOf(last).end, end, text: `, metaclass=${meta.text()}` },
  ]);
}

/** The decorator next to the class: what stands below would be made of a class without it. */
function addMetaclass(file: SourceFile, { node }: Place): Rewrite | undefined {
  const { call, args } = callOf(node) ?? {};
  const decorator = call?.parent();
  const decorated = decorator?.parent();
  const class_ = decorated?.field('definition');
  const [meta, ...more] = args ?? [];
  if (decorator?.kind() !== 'decorator' || class_?.kind() !== 'class_definition' || !meta || more.length > 0)
    return undefined;
  const lowest = decorated?.children().findLast((one) => one.kind() === 'decorator');
  const bases = class_.field('superclasses');
  const items = bases?.children().filter((one) => one.isNamed()) ?? [];
  const odd = ['keyword_argument', 'list_splat', 'dictionary_splat', 'comment'];
  const isOdd = items.some((one) => odd.includes(String(one.kind())));
  const name = class_.field('name');
  if (lowest?.id() !== decorator.id() || isOdd || /\n|six/.test(meta.text()) || !name) return undefined;
  const last = items.at(-1);
  const text = `metaclass=${meta.text()}`;
  const at = rangeOf(last ?? name).end;
  const added = last
    ? { start: at, end: at, text: `, ${text}` }
    : { start: at, end: bases ? rangeOf(bases).end : at, text: `(${text})` };
  const removed = without(file, decorator);
  return removed && rewritten([...removed.changes, added]);
}

function without(file: SourceFile, decorator: SgNode): Rewrite | undefined {
  const lines = linesOf(file);
  if (!ownsItsLines(file, lines, decorator)) return undefined;
  const { start, end } = rangeOf(decorator);
  const change: PythonChange = {
    start: lines.start(lines.at(start)),
    end: lines.end(lines.at(end - 1)),
    text: '',
  };
  return rewritten([change]);
}
