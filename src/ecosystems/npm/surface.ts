/**
 * Reads the exports of a package out of its type declarations: entry points as TypeScript resolves them
 * (https://www.typescriptlang.org/docs/handbook/modules/reference.html#packagejson-exports), modules followed through
 * re-exports, objects through the type they are declared to have. What is not understood is left out, never guessed.
 */
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import type { File, Identifier, Node, Statement } from '@babel/types';
import type { Signature, Surface } from '../../domain/surface.ts';

type Exports = Map<string, Signature>;
type Texts = ReadonlyMap<string, string>;

/** `undefined` when the package declares no types. Paths are relative to the package's folder. */
export function surfaceOf(manifest: Readonly<Record<string, unknown>>, texts: Texts): Surface | undefined {
  const modules = createModules(texts, String(manifest.name ?? ''));
  const surface: Record<string, Record<string, Signature>> = {};
  for (const [subpath, path] of entryPoints(manifest, texts)) {
    const found = modules.exportsOf(path);
    if (found.size > 0) surface[subpath] = Object.fromEntries(found);
    for (const file of referredFrom(path, texts))
      for (const [ambient, exports] of modules.ambientIn(file))
        surface[ambient] = { ...Object.fromEntries(exports), ...surface[ambient] };
  }
  return Object.keys(surface).length > 0 ? surface : undefined;
}

/** A file and those that it refers to: several files may declare one module, a part each. */
function referredFrom(path: string, texts: Texts): ReadonlySet<string> {
  const files = new Set([path]);
  // It grows while it is read.
  for (const file of files)
    for (const [, written = ''] of (texts.get(file) ?? '').matchAll(
      /^\s*\/\/\/\s*<reference\s+path=["']([^"']+)["']/gm,
    )) {
      const referred = posix.join(posix.dirname(file), written);
      if (texts.has(referred)) files.add(referred);
    }
  return files;
}

/** Subpaths with the file of their declarations. Patterns (`./*`) name no export and are left out. */
function entryPoints(manifest: Readonly<Record<string, unknown>>, texts: Texts): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const add = (subpath: string, written: unknown) => {
    const path = typeof written === 'string' ? declarationsOf(written, texts) : undefined;
    if (path !== undefined && !entries.has(subpath)) entries.set(subpath, path);
  };
  const { exports } = manifest;
  if (
    typeof exports === 'object' &&
    exports !== null &&
    Object.keys(exports).some((key) => key.startsWith('.'))
  ) {
    for (const [subpath, target] of Object.entries(exports))
      if (!subpath.includes('*')) for (const path of targetsOf(target)) add(subpath, path);
  } else if (exports !== undefined) for (const path of targetsOf(exports)) add('.', path);
  for (const field of ['types', 'typings', 'main']) add('.', manifest[field]);
  add('.', 'index.d.ts');
  return entries;
}

/** What a condition leads to, types first. */
function targetsOf(target: unknown, depth = 0): readonly string[] {
  if (typeof target === 'string') return [target];
  if (typeof target !== 'object' || target === null || depth > 6) return [];
  const rank = (name: string) => (name.startsWith('types') ? 0 : (conditions[name] ?? 3));
  const sorted = Object.entries(target).toSorted(([a], [b]) => rank(a) - rank(b));
  return sorted.flatMap(([, one]) => targetsOf(one, depth + 1));
}

/** Types first; of a package that is both, what an import gets. */
const conditions: Readonly<Record<string, number>> = { import: 1, module: 2, require: 4 };

/** The declarations beside a file: `./dist/index.js` has `./dist/index.d.ts`. */
function declarationsOf(written: string, texts: Texts): string | undefined {
  const path = posix.normalize(written.replace(/^\.\//, ''));
  const base = path.replace(/\.d\.[cm]?ts$|\.[cm]?[jt]sx?$/, '');
  const ends = /\.m[jt]s$/.test(path)
    ? ['.d.mts', '.d.ts']
    : /\.c[jt]s$/.test(path)
      ? ['.d.cts', '.d.ts']
      : ['.d.ts', '.d.mts', '.d.cts'];
  return [path, ...ends.map((end) => base + end), ...ends.map((end) => `${path}/index${end}`)].find(
    (one) => /\.d\.[cm]?ts$/.test(one) && texts.has(one),
  );
}

/** Everything a module declares, by name; several declarations of one name are its overloads and merges. */
interface Module {
  readonly path: string;
  readonly body: readonly Statement[];
  readonly locals: ReadonlyMap<string, readonly Node[]>;
  /** Names from elsewhere: `*` for the whole module. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

interface Modules {
  exportsOf(path: string): Exports;
  /** `declare module 'x'` and `declare module 'x/y'` in one file: older packages, and types written for others. */
  ambientIn(path: string): ReadonlyMap<string, Exports>;
}

/** Namespaces in namespaces, types of types: nobody's export lies deeper. */
const deepest = 2;
const mostExports = 20_000;

function createModules(texts: Texts, name: string): Modules {
  const read = new Map<string, Module | undefined>();
  const known = new Map<string, Exports>();

  function moduleAt(path: string): Module | undefined {
    if (!read.has(path)) {
      const file = parse(texts.get(path) ?? '');
      read.set(path, file && readModule(path, file.program.body));
    }
    return read.get(path);
  }

  function resolve(from: Module, source: string): Module | undefined {
    if (!source.startsWith('.')) return undefined;
    const path = declarationsOf(posix.join(posix.dirname(from.path), source), texts);
    return path === undefined ? undefined : moduleAt(path);
  }

  function exportsOf(path: string): Exports {
    const before = known.get(path);
    if (before) return before;
    const exports: Exports = new Map();
    // Modules that export each other's names end here.
    known.set(path, exports);
    const module = moduleAt(path);
    for (const statement of module?.body ?? []) if (module) collect(module, statement, exports);
    return exports;
  }

  function collect(module: Module, statement: Statement, exports: Exports): void {
    switch (statement.type) {
      case 'ExportNamedDeclaration': {
        if (statement.declaration)
          for (const [local] of declaredBy(statement.declaration)) add(exports, local, module, local);
        for (const one of statement.specifiers) {
          const exported = nameOf('exported' in one ? one.exported : undefined);
          if (exported === undefined) continue;
          const from = statement.source ? resolve(module, statement.source.value) : module;
          if (one.type === 'ExportNamespaceSpecifier') under(exports, exported, from && exportsOf(from.path));
          else if (one.type === 'ExportSpecifier' && from) {
            const local = nameOf(one.local) ?? '';
            if (statement.source) copy(exportsOf(from.path), local, exports, exported);
            else add(exports, exported, from, local);
          }
        }
        return;
      }
      case 'ExportAllDeclaration': {
        const from = resolve(module, statement.source.value);
        for (const [exported, signature] of from ? exportsOf(from.path) : [])
          if (exported !== 'default' && !exported.startsWith('default.') && !exports.has(exported))
            exports.set(exported, signature);
        return;
      }
      case 'ExportDefaultDeclaration': {
        const { declaration } = statement;
        if (declaration.type === 'Identifier') add(exports, 'default', module, declaration.name);
        else exports.set('default', signatureOf([declaration]));
        return;
      }
      case 'TSExportAssignment':
        // The whole module: its members are what others take from it.
        if (statement.expression.type === 'Identifier') add(exports, '', module, statement.expression.name);
        return;
      default:
    }
  }

  /** A local name as an export, with what can be taken from it. */
  function add(exports: Exports, exported: string, module: Module, local: string, depth = 0): void {
    if (exports.size > mostExports) return;
    const imported = module.imports.get(local);
    const declarations = module.locals.get(local);
    if (!declarations && imported) {
      const from = resolve(module, imported.from);
      if (!from) exports.set(exported, { kind: 'value' });
      else if (imported.name === '*') under(exports, exported, exportsOf(from.path));
      else copy(exportsOf(from.path), imported.name, exports, exported);
      return;
    }
    if (!declarations) return;
    exports.set(exported, signatureOf(declarations));
    for (const [member, signature] of membersOf(module, declarations, depth))
      exports.set(exported === '' ? member : `${exported}.${member}`, signature);
  }

  /** Members of namespaces, and of the type that a value is declared to have. */
  function membersOf(module: Module, declarations: readonly Node[], depth: number): Exports {
    const members: Exports = new Map();
    if (depth > deepest) return members;
    for (const node of declarations) {
      if (node.type === 'TSModuleDeclaration' && node.body.type === 'TSModuleBlock') {
        const inner = readModule(module.path, node.body.body);
        const scope = { ...inner, imports: new Map([...module.imports, ...inner.imports]) };
        for (const local of inner.locals.keys()) add(members, local, scope, local, depth + 1);
      }
      const annotation =
        node.type === 'VariableDeclarator' && node.id.type === 'Identifier'
          ? node.id.typeAnnotation
          : undefined;
      if (annotation?.type === 'TSTypeAnnotation')
        for (const [name_, signature] of ofType(module, annotation.typeAnnotation, depth))
          members.set(name_, signature);
    }
    return members;
  }

  function ofType(module: Module, type: Node, depth: number): Exports {
    const members: Exports = new Map();
    if (depth > deepest) return members;
    switch (type.type) {
      case 'TSIntersectionType':
        for (const one of type.types)
          for (const [name_, signature] of ofType(module, one, depth)) members.set(name_, signature);
        break;
      case 'TSTypeLiteral':
        for (const [name_, signature] of ofBody(type.members)) members.set(name_, signature);
        break;
      case 'TSTypeReference': {
        if (type.typeName.type !== 'Identifier') return ofQualified(module, type.typeName, depth);
        const { name: typeName } = type.typeName;
        const imported = module.imports.get(typeName);
        const from = imported ? resolve(module, imported.from) : undefined;
        const declarations = module.locals.get(typeName) ?? from?.locals.get(imported?.name ?? '') ?? [];
        for (const node of declarations) {
          const owner = module.locals.has(typeName) ? module : (from ?? module);
          if (node.type === 'TSInterfaceDeclaration') {
            for (const [name_, signature] of ofBody(node.body.body)) members.set(name_, signature);
            for (const { expression } of node.extends ?? [])
              if (expression.type === 'Identifier')
                for (const [name_, signature] of ofType(owner, reference(expression), depth + 1))
                  if (!members.has(name_)) members.set(name_, signature);
          } else if (node.type === 'ClassDeclaration') {
            const own = node.body.body.filter(
              (one) => !('static' in one && one.static) && !('kind' in one && one.kind === 'constructor'),
            );
            for (const [name_, signature] of ofBody(own)) members.set(name_, signature);
          } else if (node.type === 'TSTypeAliasDeclaration') {
            for (const [name_, signature] of ofType(owner, node.typeAnnotation, depth + 1))
              members.set(name_, signature);
          }
        }
        break;
      }
      default:
    }
    return members;
  }

  /** `chalk.Chalk`, a type in a namespace of the module. */
  function ofQualified(module: Module, typeName: Node, depth: number): Exports {
    if (typeName.type !== 'TSQualifiedName' || typeName.left.type !== 'Identifier') return new Map();
    const members: Exports = new Map();
    for (const node of module.locals.get(typeName.left.name) ?? []) {
      if (node.type !== 'TSModuleDeclaration' || node.body.type !== 'TSModuleBlock') continue;
      const inner = readModule(module.path, node.body.body);
      for (const [name_, signature] of ofType(inner, reference(typeName.right), depth + 1))
        members.set(name_, signature);
    }
    return members;
  }

  function ambientIn(path: string): ReadonlyMap<string, Exports> {
    const found = new Map<string, Exports>();
    for (const statement of moduleAt(path)?.body ?? []) {
      if (statement.type !== 'TSModuleDeclaration' || statement.id.type !== 'StringLiteral') continue;
      const subpath = subpathOf(statement.id.value, name);
      if (subpath === undefined || statement.body.type !== 'TSModuleBlock') continue;
      const inner = readModule(path, statement.body.body);
      const exports: Exports = new Map();
      for (const one of inner.body) collect(inner, one, exports);
      // In a declared module everything is exported that is not said otherwise.
      if (exports.size === 0) for (const local of inner.locals.keys()) add(exports, local, inner, local);
      if (exports.size > 0) found.set(subpath, exports);
    }
    return found;
  }

  return { exportsOf, ambientIn };
}

/** `@types/a__b` has the types of `@a/b`. */
function subpathOf(module: string, name: string): string | undefined {
  const described = name.startsWith('@types/')
    ? name.slice('@types/'.length).replace(/^(.+?)__/, '@$1/')
    : name;
  if (module === described) return '.';
  return module.startsWith(`${described}/`) ? `.${module.slice(described.length)}` : undefined;
}

const reference = (typeName: Identifier): Node => ({ type: 'TSTypeReference', typeName }) as Node;

function ofBody(body: readonly Node[]): Exports {
  const byName = new Map<string, Node[]>();
  for (const member of body) {
    const name =
      'key' in member && !('computed' in member && member.computed) ? nameOf(member.key as Node) : undefined;
    if (name !== undefined) byName.set(name, [...(byName.get(name) ?? []), member]);
  }
  return new Map([...byName].map(([name, members]) => [name, signatureOf(members)]));
}

function under(exports: Exports, owner: string, members: Exports | undefined): void {
  exports.set(owner, { kind: 'namespace' });
  for (const [name, signature] of members ?? []) if (name !== '') exports.set(`${owner}.${name}`, signature);
}

/** An export of another module with what lies below it. */
function copy(from: Exports, name: string, to: Exports, as: string): void {
  for (const [one, signature] of from) {
    if (one === name) to.set(as, signature);
    else if (one.startsWith(`${name}.`)) to.set(`${as}${one.slice(name.length)}`, signature);
  }
}

const require = createRequire(import.meta.url);

function parse(text: string): File | undefined {
  const { parse: babel } = require('@babel/parser') as typeof import('@babel/parser');
  try {
    return babel(text, {
      sourceType: 'module',
      plugins: [['typescript', { dts: true }]],
      errorRecovery: true,
      locations: false,
      attachComment: false,
      allowUndeclaredExports: true,
    });
  } catch {
    return undefined;
  }
}

function readModule(path: string, body: readonly Statement[]): Module {
  const locals = new Map<string, Node[]>();
  const imports = new Map<string, { from: string; name: string }>();
  for (const statement of body) {
    const declaration =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
        ? statement.declaration
        : statement;
    if (declaration)
      for (const [name, node] of declaredBy(declaration))
        locals.set(name, [...(locals.get(name) ?? []), node]);
    if (statement.type !== 'ImportDeclaration') continue;
    for (const one of statement.specifiers) {
      const name =
        one.type === 'ImportSpecifier'
          ? (nameOf(one.imported) ?? '')
          : one.type === 'ImportDefaultSpecifier'
            ? 'default'
            : '*';
      imports.set(one.local.name, { from: statement.source.value, name });
    }
  }
  return { path, body, locals, imports };
}

function declaredBy(node: Node): readonly (readonly [string, Node])[] {
  switch (node.type) {
    case 'VariableDeclaration':
      return node.declarations.flatMap((one) =>
        one.id.type === 'Identifier' ? [[one.id.name, one] as const] : [],
      );
    case 'FunctionDeclaration':
    case 'TSDeclareFunction':
    case 'ClassDeclaration':
      return node.id ? [[node.id.name, node]] : [];
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return [[node.id.name, node]];
    case 'TSModuleDeclaration':
      return node.id.type === 'Identifier' ? [[node.id.name, node]] : [];
    default:
      return [];
  }
}

/** One signature for all declarations of a name: a value before a type, the widest of several overloads. */
function signatureOf(nodes: readonly Node[]): Signature {
  const callable = nodes.flatMap((node) => parametersOf(node));
  const kind = nodes.map(kindOf).toSorted((a, b) => kinds.indexOf(a) - kinds.indexOf(b))[0] ?? 'value';
  if (callable.length === 0) return { kind };
  const least = Math.min(...callable.map((one) => one.least));
  const most = callable.some((one) => one.most === undefined)
    ? undefined
    : Math.max(...callable.map((one) => one.most ?? 0));
  return { kind, least, ...(most === undefined ? {} : { most }) };
}

const kinds: readonly Signature['kind'][] = ['class', 'function', 'value', 'namespace', 'type'];

function kindOf(node: Node): Signature['kind'] {
  switch (node.type) {
    case 'ClassDeclaration':
      return 'class';
    case 'TSDeclareFunction':
    case 'FunctionDeclaration':
    case 'TSMethodSignature':
    case 'TSDeclareMethod':
      return 'function';
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return 'type';
    case 'TSModuleDeclaration':
      return 'namespace';
    default:
      return functionType(node) ? 'function' : 'value';
  }
}

/** The type of a function that a value or a property is declared to have. */
function functionType(node: Node): Extract<Node, { type: 'TSFunctionType' }> | undefined {
  const annotated = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? node.id : node;
  const annotation = 'typeAnnotation' in annotated ? annotated.typeAnnotation : undefined;
  const type = annotation && 'typeAnnotation' in annotation ? annotation.typeAnnotation : undefined;
  return type && typeof type === 'object' && 'type' in type && type.type === 'TSFunctionType'
    ? type
    : undefined;
}

function parametersOf(node: Node): readonly { readonly least: number; readonly most?: number }[] {
  if (node.type === 'ClassDeclaration')
    return node.body.body.flatMap((member) =>
      'kind' in member && member.kind === 'constructor' && 'params' in member ? [countOf(member.params)] : [],
    );
  if (
    node.type === 'TSDeclareFunction' ||
    node.type === 'FunctionDeclaration' ||
    node.type === 'TSDeclareMethod' ||
    node.type === 'TSMethodSignature'
  )
    return [countOf(node.params)];
  const type = functionType(node);
  return type ? [countOf(type.params)] : [];
}

function countOf(params: readonly Node[]): { readonly least: number; readonly most?: number } {
  const real = params.filter((one) => !(one.type === 'Identifier' && one.name === 'this'));
  const least = real.filter(
    (one) =>
      one.type !== 'RestElement' && !('optional' in one && one.optional) && one.type !== 'AssignmentPattern',
  ).length;
  return real.some(({ type }) => type === 'RestElement') ? { least } : { least, most: real.length };
}

function nameOf(node: Node | undefined): string | undefined {
  if (node?.type === 'Identifier') return node.name;
  return node?.type === 'StringLiteral' ? node.value : undefined;
}
