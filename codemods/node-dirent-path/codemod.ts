import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  literalSaying,
  type Part,
  type Place,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'dirent-path';

export const codemod: Codemod = {
  id: 'node-dirent-path',
  title: 'Ask directory entries for parentPath',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    ['withFileTypes', 'path'],
    ['opendir', 'path'],
  ],
  rules: [{ id: rule, doc: 'entry.path of readdir with withFileTypes, or of opendir → entry.parentPath' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const entries = elementsOf(lists(file), file);
  return file
    .bindings()
    .follow(entries)
    .flatMap(({ node, path }) => {
      if (path.join('.') === 'path' && node.type === 'MemberExpression') {
        const { property } = node;
        const text =
          property.type === 'StringLiteral' ? literalSaying(file, property, 'parentPath') : 'parentPath';
        return [changed([replaced(rule, property, text)])];
      }
      return [];
    })
    .concat(entries.flatMap(({ node }) => destructured(node, file)));
}

/** Calls that give a list of entries (or a promise of one), or hand it to their callback. */
function lists(file: SourceFile): readonly Place[] {
  const calls = [
    ...endingUses(file, builtin('fs'), ['readdir', 'readdirSync', 'opendirSync', 'opendir']),
    ...endingUses(file, builtin('fs'), ['readdir', 'opendir'], ['promises']),
    ...endingUses(file, builtin('fs/promises'), ['readdir', 'opendir']),
  ];
  return calls.flatMap(({ name, doing }): readonly Place[] => {
    if (doing.kind !== 'call') return [];
    const { call } = doing;
    if (name.startsWith('readdir') && !call.arguments.some((argument) => hasFileTypes(argument, file)))
      return [];
    const callback = call.arguments.at(-1);
    if (callback && 'params' in callback) return readsOf(callback.params[1], file);
    return [{ node: call, path: [] }];
  });
}

function hasFileTypes(argument: Node, file: SourceFile): boolean {
  const options = argument.type === 'Identifier' ? file.bindings().standsFor(argument) : argument;
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some(
      (property) =>
        property.type === 'ObjectProperty' &&
        property.key.type === 'Identifier' &&
        property.key.name === 'withFileTypes' &&
        property.value.type === 'BooleanLiteral' &&
        property.value.value,
    )
  );
}

const iterating = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'flatMap',
  'some',
  'every',
  'findIndex',
  'findLast',
]);
/** They give a list of the same entries again. */
const keeping = new Set(['filter', 'slice', 'sort', 'toSorted', 'reverse', 'toReversed', 'concat']);

/** The entries of these lists, by every way a list is gone through. */
function elementsOf(starts: readonly Place[], file: SourceFile): readonly Place[] {
  const tree = file.tree();
  const found: Place[] = [];
  const waiting: Place[] = [...file.bindings().follow(awaited(starts, file))];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { node, path } = place;
    const parent = tree.parent(node);
    if (!parent) continue;
    if (path.length === 0 && parent.type === 'ForOfStatement' && parent.right === node) {
      const [declarator] = parent.left.type === 'VariableDeclaration' ? parent.left.declarations : [];
      found.push(...readsOf(declarator?.id, file));
    }
    if (path.length === 0 && parent.type === 'MemberExpression' && parent.object === node && parent.computed)
      found.push({ node: parent, path: [] });
    const [method, ...more] = path;
    if (method === undefined || more.length > 0 || parent.type !== 'CallExpression' || parent.callee !== node)
      continue;
    if (iterating.has(method)) found.push(...entryOf(parent, file));
    if (method === 'then') waiting.push(...file.bindings().follow(callbackReads(parent, 0, file)));
    if (keeping.has(method)) waiting.push(...file.bindings().follow([{ node: parent, path: [] }]));
    if (
      method === 'find' ||
      method === 'pop' ||
      method === 'shift' ||
      method === 'at' ||
      method === 'readSync'
    )
      found.push({ node: parent, path: [] });
  }
  return found;
}

/** `await readdir(…)` has what the promise has. */
function awaited(starts: readonly Place[], file: SourceFile): readonly Place[] {
  return starts.flatMap(({ node, path }) => {
    const parent = file.tree().parent(node);
    return parent?.type === 'AwaitExpression' ? [{ node: parent, path }] : [{ node, path }];
  });
}

const entryOf = (call: CallExpression, file: SourceFile) => callbackReads(call, 0, file);

function callbackReads(call: CallExpression, at: number, file: SourceFile): readonly Place[] {
  const [callback] = call.arguments;
  return callback && 'params' in callback ? readsOf(callback.params[at], file) : [];
}

function readsOf(declared: Node | null | undefined, file: SourceFile): readonly Place[] {
  if (declared?.type === 'ObjectPattern') return [{ node: declared, path: [] }];
  if (declared?.type !== 'Identifier') return [];
  const binding = file.bindings().bindingOf(declared);
  return binding && binding.writes.length === 0 ? binding.reads.map((node) => ({ node, path: [] })) : [];
}

/** `({ path, name }) => …` and `const { path } = entry` */
function destructured(node: Node, file: SourceFile): readonly Part[] {
  const parent = file.tree().parent(node);
  const pattern =
    node.type === 'ObjectPattern'
      ? node
      : parent?.type === 'VariableDeclarator' && parent.init === node
        ? parent.id
        : undefined;
  if (pattern?.type !== 'ObjectPattern') return [];
  return pattern.properties.flatMap((property) => {
    if (
      property.type !== 'ObjectProperty' ||
      property.computed ||
      property.key.type !== 'Identifier' ||
      property.key.name !== 'path'
    )
      return [];
    return [changed([replaced(rule, property.key, property.shorthand ? 'parentPath: path' : 'parentPath')])];
  });
}
