import type { Identifier, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  builtin,
  changed,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
} from '../../src/change/syntax.ts';

const modules = builtin('fs');
const names = ['F_OK', 'R_OK', 'W_OK', 'X_OK'];
const guide = 'https://nodejs.org/api/deprecations.html#dep0176-fsf_ok-fsr_ok-fsw_ok-fsx_ok';

export const codemod: Codemod = {
  id: 'node-fs-constants',
  title: 'Take the constants of node:fs from fs.constants',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '25.0.0' },
  languages: ['javascript', 'typescript'],
  hints: names.map((name) => ['fs', name]),
  rules: names.map((id) => ({ id, doc: `fs.${id} → fs.constants.${id}` })),
  transform: (file, context) => resultOf(file, [...members(file, context), ...named(file, context)]),
};

function usesOf(file: SourceFile, context: Context) {
  return file
    .bindings()
    .uses(...modules)
    .flatMap(({ node, path: [name = '', ...more] }) =>
      more.length === 0 && names.includes(name) && context.enabled(name) ? [{ node, name }] : [],
    );
}

function members(file: SourceFile, context: Context): readonly Part[] {
  return usesOf(file, context).flatMap(({ node, name }) => {
    if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return [];
    const { property, object, computed } = node;
    if (!computed) return [changed([replaced(name, property, `constants.${name}`)])];
    return [changed([replaced(name, { start: spot(object).end, end: spot(property).start }, '.constants[')])];
  });
}

/** `import { R_OK }`: the specifiers become one of `constants`, where it is not there yet. */
function named(file: SourceFile, context: Context): readonly Part[] {
  const tree = file.tree();
  const reads = usesOf(file, context).flatMap(({ node, name }) => {
    const binding = node.type === 'Identifier' ? file.bindings().bindingOf(node) : undefined;
    const [local] = binding?.declared ?? [];
    const element = local && tree.parent(local);
    const inList = element?.type === 'ImportSpecifier' || element?.type === 'ObjectProperty';
    return binding && inList ? [{ node: node as Identifier, name, binding, element }] : [];
  });
  return [...Map.groupBy(reads, ({ element }) => tree.parent(element))].flatMap(([list, own]) => {
    if (!list) return [];
    const left = own.find(({ node, binding }) => binding.writes.length > 0 || isTaken(file, node, list));
    if (left)
      return [
        noted(
          left.name,
          left.node,
          `${left.name} is gone in Node.js 25; use constants.${left.name} of node:fs by hand`,
          guide,
        ),
      ];
    const edits = own.map(({ node, name }) => {
      const { node: at, text } = asValue(file, node, `constants.${name}`);
      return replaced(name, at, text);
    });
    const elements = [...new Set(own.map(({ element }) => element))];
    const isThere = elementsOf(list).some((one) => keyOf(one) === 'constants');
    const [kept] = isThere ? [] : elements;
    const gone = own.filter(({ element }) => element !== kept).map(({ node }) => node);
    const first = own.find(({ element }) => element === kept);
    return [
      changed([...edits, ...(kept && first ? [replaced(first.name, kept, 'constants')] : [])], ...gone),
    ];
  });
}

/** Whether `constants` means something else where it would stand. */
function isTaken(file: SourceFile, at: Node, list: Node): boolean {
  const known = file.bindings().lookUp('constants', at);
  const [declared] = known?.declared ?? [];
  return (
    known !== undefined && !(declared && elementsOf(list).some((one) => one === file.tree().parent(declared)))
  );
}

function elementsOf(list: Node): readonly Node[] {
  if (list.type === 'ImportDeclaration') return list.specifiers;
  return list.type === 'ObjectPattern' ? list.properties : [];
}

function keyOf(element: Node): string | undefined {
  const key =
    element.type === 'ImportSpecifier'
      ? element.imported
      : element.type === 'ObjectProperty'
        ? element.key
        : undefined;
  return key?.type === 'Identifier' ? key.name : undefined;
}
