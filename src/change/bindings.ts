/**
 * Where a value from a module goes: through imports and requires in every form, aliases, destructuring and members, until
 * something is done with it. Followed forwards from the module, so a file that does not name the module costs nothing.
 */
import type {
  CallExpression,
  ExportAllDeclaration,
  ExportNamedDeclaration,
  Identifier,
  ImportDeclaration,
  ImportExpression,
  Node,
  StringLiteral,
  TSImportEqualsDeclaration,
} from '@babel/types';
import { type Binding, namesIn, type Scopes, scopesOf } from './scopes.ts';
import type { Tree } from './tree.ts';

/** A place that names a module. `mock` is `jest.mock('x')` and its like. */
export type ModuleReference = { readonly source: StringLiteral } & (
  | { readonly kind: 'import'; readonly node: ImportDeclaration }
  | { readonly kind: 'require'; readonly node: CallExpression }
  | { readonly kind: 'dynamic-import'; readonly node: ImportExpression }
  | { readonly kind: 'import-equals'; readonly node: TSImportEqualsDeclaration }
  | { readonly kind: 'export-from'; readonly node: ExportNamedDeclaration | ExportAllDeclaration }
  | { readonly kind: 'mock'; readonly node: CallExpression }
);

/** An expression or type name that means a value, or the member of it that `path` names. */
export interface Place {
  readonly node: Node;
  readonly path: readonly string[];
}

/** A place that means a module's export, and the reference it came by. `path` is empty for the module itself. */
export interface Use extends Place {
  readonly from: ModuleReference;
}

export interface Bindings extends Scopes {
  /** Places that name one of these modules; `uuid/` means everything inside `uuid`. */
  moduleReferences(...modules: readonly string[]): readonly ModuleReference[];
  /** Every place that means one of the modules or something in them, the places on the way included. */
  uses(...modules: readonly string[]): readonly Use[];
  /** Where these values go from here; the given places are the first of the answer. */
  follow(starts: readonly Place[]): readonly Place[];
  /** The one expression a name stands for, when it is given once and never changed. */
  standsFor(node: Node): Node | undefined;
}

/** Members deeper than this are nobody's export: keeps a chain of 100,000 members linear. */
const deepest = 6;

const mocks = new Set([
  'mock',
  'unmock',
  'doMock',
  'dontMock',
  'requireActual',
  'importActual',
  'requireMock',
]);

export function bindingsOf(tree: Tree): Bindings {
  const scopes = scopesOf(tree);
  let references: readonly ModuleReference[] | undefined;

  function moduleReferences(...modules: readonly string[]): readonly ModuleReference[] {
    references ??= referencesIn(tree, scopes);
    const isNamed = (value: string) =>
      modules.some((name) => value === name || (name.endsWith('/') && value.startsWith(name)));
    return references.filter((one) => isNamed(one.source.value));
  }

  /** What is assigned to a binding, all of it; nothing is known of what comes from outside. */
  function sourcesOf(binding: Binding): readonly (Node | undefined)[] {
    if (binding.kind !== 'variable') return [undefined];
    const declared = binding.declared.map((id) => declarator(id, tree));
    const given = declared
      .filter((one) => one === undefined || one.init)
      .map((one) => one?.init ?? undefined);
    const written = binding.writes.map((id) => {
      const parent = tree.parent(id);
      return parent?.type === 'AssignmentExpression' && parent.operator === '=' ? parent.right : undefined;
    });
    return [...given, ...written];
  }

  function follow(starts: readonly Place[]): readonly Place[] {
    const places: Place[] = [...starts];
    const begun = new Set(starts.map((one) => one.node));
    const seen = new Set<Binding>();

    const reach = (binding: Binding, path: readonly string[]): void => {
      if (seen.has(binding)) return;
      seen.add(binding);
      for (const read of binding.reads) places.push({ node: read, path });
    };
    const reachName = (id: Identifier, path: readonly string[]): void => {
      const binding = scopes.bindingOf(id);
      if (!binding) return;
      const sources = sourcesOf(binding);
      const allBegun = sources.every((source) => source && begun.has(innermost(source)));
      if (binding.kind === 'import' || sources.length === 1 || allBegun) reach(binding, path);
    };
    const give = (target: Node, path: readonly string[]): void => {
      if (target.type === 'Identifier') reachName(target, path);
      if (target.type !== 'ObjectPattern') return;
      for (const property of target.properties) {
        if (property.type === 'RestElement') continue;
        const name = keyOf(property);
        if (name !== undefined) give(property.value, [...path, name]);
      }
    };

    // The list grows while it is read.
    for (let i = 0; i < places.length; i++) {
      const { node, path } = places[i] as Place;
      const parent = tree.parent(node);
      if (!parent) continue;
      const member = memberOf(node, parent);
      if (member !== undefined && path.length < deepest)
        places.push({ node: parent, path: [...path, member] });
      else if (passesOn(node, parent)) places.push({ node: parent, path });
      else if (parent.type === 'VariableDeclarator' && parent.init === node) give(parent.id, path);
      else if (parent.type === 'AssignmentExpression' && parent.right === node && parent.operator === '=') {
        give(parent.left, path);
        places.push({ node: parent, path });
      } else if (parent.type === 'TSImportEqualsDeclaration' && parent.moduleReference === node) {
        reachName(parent.id, path);
      }
    }
    return places;
  }

  function startsOf(reference: ModuleReference): readonly Place[] {
    switch (reference.kind) {
      case 'import':
        return reference.node.specifiers.flatMap((one) => {
          const path = one.type === 'ImportSpecifier' ? exportPath(nameOf(one.imported)) : [];
          return readsOf(one.local, path);
        });
      case 'import-equals':
        return readsOf(reference.node.id, []);
      case 'require':
      case 'dynamic-import':
        return [{ node: reference.node, path: [] }];
      case 'export-from':
      case 'mock':
        return [];
    }
  }

  function readsOf(local: Identifier, path: readonly string[]): readonly Place[] {
    return (scopes.bindingOf(local)?.reads ?? []).map((node) => ({ node, path }));
  }

  function uses(...modules: readonly string[]): readonly Use[] {
    return moduleReferences(...modules).flatMap((from) =>
      follow(startsOf(from)).map(({ node, path }) => ({ node, path: withoutDefault(path, from), from })),
    );
  }

  function standsFor(node: Node): Node | undefined {
    if (node.type !== 'Identifier') return undefined;
    const binding = scopes.bindingOf(node);
    if (!binding) return undefined;
    if (binding.kind === 'function') {
      const [id] = binding.declared;
      return binding.declared.length === 1 && binding.writes.length === 0 && id ? tree.parent(id) : undefined;
    }
    const [source, another] = sourcesOf(binding);
    const [id] = binding.declared;
    const whole = id && tree.parent(id)?.type === 'VariableDeclarator';
    return source && !another && whole ? innermost(source) : undefined;
  }

  return { ...scopes, moduleReferences, uses, follow, standsFor };
}

function referencesIn(tree: Tree, scopes: Scopes): readonly ModuleReference[] {
  const found: ModuleReference[] = [];
  for (const node of tree.of('ImportDeclaration')) found.push({ kind: 'import', node, source: node.source });
  for (const node of tree.of('ImportExpression')) {
    if (node.source.type === 'StringLiteral')
      found.push({ kind: 'dynamic-import', node, source: node.source });
  }
  for (const node of tree.of('TSImportEqualsDeclaration')) {
    if (node.moduleReference.type === 'TSExternalModuleReference')
      found.push({ kind: 'import-equals', node, source: node.moduleReference.expression });
  }
  for (const node of [...tree.of('ExportNamedDeclaration'), ...tree.of('ExportAllDeclaration')]) {
    if (node.source) found.push({ kind: 'export-from', node, source: node.source });
  }
  for (const node of tree.of('CallExpression')) {
    const [source] = node.arguments;
    if (source?.type !== 'StringLiteral') continue;
    if (isRequire(node, scopes)) found.push({ kind: 'require', node, source });
    else if (isMock(node)) found.push({ kind: 'mock', node, source });
  }
  return found;
}

function isRequire(call: CallExpression, scopes: Scopes): boolean {
  const { callee } = call;
  return callee.type === 'Identifier' && callee.name === 'require' && scopes.bindingOf(callee) === undefined;
}

function isMock({ callee }: CallExpression): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    (callee.object.name === 'jest' || callee.object.name === 'vi') &&
    callee.property.type === 'Identifier' &&
    mocks.has(callee.property.name)
  );
}

/** The name by which `parent` takes a member of `node`, when it does and the name is written out. */
function memberOf(node: Node, parent: Node): string | undefined {
  if (parent.type === 'TSQualifiedName') return parent.left === node ? parent.right.name : undefined;
  if (parent.type === 'JSXMemberExpression') return parent.object === node ? parent.property.name : undefined;
  if (parent.type !== 'MemberExpression' && parent.type !== 'OptionalMemberExpression') return undefined;
  if (parent.object !== node) return undefined;
  const { property } = parent;
  if (!parent.computed) return property.type === 'Identifier' ? property.name : undefined;
  return property.type === 'StringLiteral' ? property.value : undefined;
}

/** Wrappers that have the value of what they wrap. */
function passesOn(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TypeCastExpression':
      return parent.expression === node;
    case 'AwaitExpression':
      return node.type === 'ImportExpression';
    case 'SequenceExpression':
      return parent.expressions.at(-1) === node;
    default:
      return false;
  }
}

/** The declarator that gives a whole value to a name, or to a pattern it stands in. */
function declarator(id: Identifier, tree: Tree): { readonly init?: Node | null } | undefined {
  for (const at of tree.ancestors(id)) {
    if (at.type === 'VariableDeclarator') return namesIn(at.id).includes(id) ? at : undefined;
    if (at.type === 'AssignmentPattern' || at.type === 'ArrayPattern') return undefined;
  }
  return undefined;
}

/** `app = module.exports = express()` gives the call. */
function innermost(node: Node): Node {
  let at = node;
  while (at.type === 'AssignmentExpression' && at.operator === '=') at = at.right;
  return at;
}

function keyOf(property: Node): string | undefined {
  if (property.type !== 'ObjectProperty') return undefined;
  const { key } = property;
  if (key.type === 'StringLiteral') return key.value;
  return key.type === 'Identifier' && !property.computed ? key.name : undefined;
}

function nameOf(node: Identifier | StringLiteral): string {
  return node.type === 'Identifier' ? node.name : node.value;
}

function exportPath(name: string): readonly string[] {
  return name === 'default' ? [] : [name];
}

/** To an ES import, a CommonJS module is both the namespace and its `default`. */
function withoutDefault(path: readonly string[], from: ModuleReference): readonly string[] {
  const named = from.kind === 'import' || from.kind === 'dynamic-import';
  return named && path[0] === 'default' ? path.slice(1) : path;
}
