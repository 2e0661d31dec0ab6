/**
 * Which declaration a name means. Values and types are two name spaces, as in TypeScript: `interface util {}` does not hide
 * the variable `util`. Where languages differ (hoisted functions in blocks, `var` in a body seen from a default value), the
 * answer is the one that hides more: a codemod then leaves the place alone.
 */
import type { Identifier, JSXIdentifier, Node } from '@babel/types';
import type { Tree } from './tree.ts';

type Name = Identifier | JSXIdentifier;

export interface Binding {
  readonly name: string;
  /** `open` is declared where values come from outside: parameters, catch, loops, classes, enums. */
  readonly kind: 'import' | 'variable' | 'function' | 'open' | 'type';
  /** Every place that declares it; more than one for `var` written twice and overloads. */
  readonly declared: Identifier[];
  /** Reads in values and types. */
  readonly reads: Name[];
  /** Assignments, `++`, loop heads and patterns, without the declaration itself. */
  readonly writes: Identifier[];
}

interface Scope {
  readonly outer: Scope | undefined;
  /** Where `var` stops. */
  readonly holdsVar: boolean;
  readonly values: Map<string, Binding>;
  readonly types: Map<string, Binding>;
}

export interface Scopes {
  /** The binding a reading, writing or declaring identifier means; nothing for a global. */
  bindingOf(name: Node): Binding | undefined;
  /** What a value of this name would mean if it stood where the node stands. */
  lookUp(name: string, at: Node): Binding | undefined;
}

type Space = 'value' | 'type' | 'both';

export function scopesOf(tree: Tree): Scopes {
  const program = tree.nodes[0] as Node;
  const sloppy = program.type === 'Program' && program.sourceType === 'script';
  /** The scope that a node's children stand in, by the node's place. */
  const inside: Scope[] = [];
  const bound = new Map<Node, Binding>();

  function declare(scope: Scope, id: Identifier, kind: Binding['kind'], space: Space): void {
    const known = space === 'type' ? scope.types.get(id.name) : scope.values.get(id.name);
    const binding: Binding =
      known && known.kind !== 'type' ? known : { name: id.name, kind, declared: [], reads: [], writes: [] };
    if (!binding.declared.includes(id)) binding.declared.push(id);
    if (space !== 'type') scope.values.set(id.name, binding);
    if (space !== 'value') scope.types.set(id.name, binding);
    bound.set(id, binding);
  }

  function declareAll(scope: Scope, patterns: readonly Node[], kind: Binding['kind']): void {
    for (const id of patterns.flatMap(namesIn)) declare(scope, id, kind, 'value');
  }

  /** Declares what the node declares and answers the scope its children stand in. */
  function enter(node: Node, outer: Scope, parent: Node | undefined): Scope {
    const own = (holdsVar: boolean): Scope => newScope(outer, holdsVar);
    switch (node.type) {
      case 'Program':
        return outer;
      case 'FunctionDeclaration':
      case 'TSDeclareFunction': {
        if (node.id) declare(outer, node.id, 'function', 'value');
        if (node.id && sloppy) declare(holder(outer), node.id, 'function', 'value');
        const scope = own(true);
        declareAll(scope, node.params, 'open');
        return scope;
      }
      case 'FunctionExpression': {
        const named = own(true);
        if (node.id) declare(named, node.id, 'open', 'value');
        const scope = newScope(named, true);
        declareAll(scope, node.params, 'open');
        return scope;
      }
      case 'ArrowFunctionExpression':
      case 'ObjectMethod':
      case 'ClassMethod':
      case 'ClassPrivateMethod':
      case 'TSDeclareMethod':
      case 'TSFunctionType':
      case 'TSConstructorType':
      case 'TSMethodSignature':
      case 'TSCallSignatureDeclaration':
      case 'TSConstructSignatureDeclaration': {
        const scope = own(true);
        declareAll(scope, node.params, 'open');
        return scope;
      }
      case 'TSIndexSignature': {
        const scope = own(true);
        declareAll(scope, node.parameters, 'open');
        return scope;
      }
      case 'ClassDeclaration':
        if (node.id) declare(outer, node.id, 'open', 'both');
        return own(false);
      case 'ClassExpression': {
        const scope = own(false);
        if (node.id) declare(scope, node.id, 'open', 'both');
        return scope;
      }
      case 'VariableDeclaration': {
        const scope = node.kind === 'var' ? holder(outer) : outer;
        const inLoop = parent?.type === 'ForInStatement' || parent?.type === 'ForOfStatement';
        declareAll(
          scope,
          node.declarations.map((one) => one.id),
          inLoop ? 'open' : 'variable',
        );
        return outer;
      }
      case 'CatchClause': {
        const scope = own(false);
        if (node.param) declareAll(scope, [node.param], 'open');
        return scope;
      }
      case 'ImportDeclaration':
        for (const one of node.specifiers) declare(outer, one.local, 'import', 'both');
        return outer;
      case 'TSImportEqualsDeclaration':
        declare(outer, node.id, 'import', 'both');
        return outer;
      case 'TSEnumDeclaration':
        declare(outer, node.id, 'open', 'both');
        return outer;
      case 'TSModuleDeclaration':
        if (node.id.type === 'Identifier') declare(outer, node.id, 'open', 'both');
        return own(true);
      case 'TSTypeAliasDeclaration':
      case 'TSInterfaceDeclaration':
      case 'TypeAlias':
      case 'OpaqueType':
      case 'InterfaceDeclaration':
        declare(outer, node.id, 'type', 'type');
        return own(false);
      case 'TSTypeParameter':
        if (typeof node.name !== 'string') declare(outer, node.name, 'type', 'type');
        return outer;
      case 'TSMappedType': {
        const scope = own(false);
        if (node.key) declare(scope, node.key, 'type', 'type');
        return scope;
      }
      case 'TSConditionalType':
      case 'BlockStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'SwitchStatement':
        return sharesScope(node, parent) ? outer : own(false);
      case 'StaticBlock':
      case 'TSModuleBlock':
        return own(true);
      default:
        return outer;
    }
  }

  const top = newScope(undefined, true);
  const scopeAt = (node: Node): Scope => {
    const parent = tree.parent(node);
    return (parent && inside[tree.place(parent) ?? -1]) ?? top;
  };
  for (const node of tree.nodes) inside.push(enter(node, scopeAt(node), tree.parent(node)));
  for (const node of tree.nodes) {
    if ((node.type !== 'Identifier' && node.type !== 'JSXIdentifier') || bound.has(node)) continue;
    const parent = tree.parent(node);
    const role = parent ? roleOf(node, parent, tree) : 'none';
    if (role === 'none') continue;
    const binding = find(scopeAt(node), node.name, role === 'type' ? 'type' : 'value');
    if (!binding) continue;
    bound.set(node, binding);
    if (role === 'write') binding.writes.push(node as Identifier);
    else binding.reads.push(node);
  }
  return {
    bindingOf: (name) => bound.get(name),
    lookUp: (name, at) => find(scopeAt(at), name, 'value'),
  };
}

function newScope(outer: Scope | undefined, holdsVar: boolean): Scope {
  return { outer, holdsVar, values: new Map(), types: new Map() };
}

function holder(scope: Scope): Scope {
  let at = scope;
  while (!at.holdsVar && at.outer) at = at.outer;
  return at;
}

function find(scope: Scope, name: string, space: 'value' | 'type'): Binding | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const binding =
      space === 'type' ? (at.types.get(name) ?? at.values.get(name)) : (at.values.get(name) ?? undefined);
    if (binding) return binding;
  }
  return undefined;
}

/** A function's body is the same scope as its parameters: neither can hide the other. */
function sharesScope(node: Node, parent: Node | undefined): boolean {
  return node.type === 'BlockStatement' && parent !== undefined && 'params' in parent;
}

/** The identifiers a pattern declares. Patterns nest no deeper than the parser's own stack. */
export function namesIn(pattern: Node): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) =>
        namesIn(one.type === 'RestElement' ? one.argument : one.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one ? namesIn(one) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'TSParameterProperty':
      return namesIn(pattern.parameter);
    default:
      return [];
  }
}

type Role = 'none' | 'value' | 'type' | 'write';

/** What an identifier that declares nothing does where it stands. */
function roleOf(node: Name, parent: Node, tree: Tree): Role {
  if (node.type === 'JSXIdentifier') return jsxRole(node, parent);
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.property === node && !parent.computed ? 'none' : 'value';
    case 'ObjectProperty':
      if (parent.key === node && !parent.computed) return 'none';
      return parent.value === node && tree.parent(parent)?.type === 'ObjectPattern' ? 'write' : 'value';
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassProperty':
    case 'ClassAccessorProperty':
    case 'TSDeclareMethod':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return 'key' in parent && parent.key === node && !parent.computed ? 'none' : 'value';
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent.left === node ? 'write' : 'value';
    case 'UpdateExpression':
    case 'RestElement':
    case 'ArrayPattern':
      return 'write';
    case 'TSTypeReference':
    case 'TSClassImplements':
    case 'TSInterfaceHeritage':
    case 'GenericTypeAnnotation':
      return 'type';
    case 'TSQualifiedName':
      return parent.left === node ? 'value' : 'none';
    case 'ExportSpecifier': {
      const declaration = tree.parent(parent);
      const elsewhere = declaration?.type === 'ExportNamedDeclaration' && declaration.source;
      return parent.local === node && !elsewhere ? 'value' : 'none';
    }
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
    case 'ImportSpecifier':
    case 'ImportAttribute':
    case 'PrivateName':
    case 'ExportNamespaceSpecifier':
    case 'ExportDefaultSpecifier':
    case 'TSEnumMember':
    case 'TSNamedTupleMember':
    case 'TSNamespaceExportDeclaration':
    case 'TSModuleDeclaration':
    case 'ObjectTypeProperty':
    case 'FunctionTypeParam':
      return 'none';
    default:
      return 'value';
  }
}

/** `<Foo>` and `<foo.Bar>` name values, `<div>` and `<Foo bar>` do not. */
function jsxRole(node: JSXIdentifier, parent: Node): Role {
  if (parent.type === 'JSXMemberExpression') return parent.object === node ? 'value' : 'none';
  const names = parent.type === 'JSXOpeningElement' || parent.type === 'JSXClosingElement';
  return names && !/^[a-z]/.test(node.name) ? 'value' : 'none';
}
