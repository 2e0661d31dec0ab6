import type { Node } from '@babel/types';
import { literalSaying, literalText, spot, textOf } from '../../src/change/syntax.ts';
import { convertPath } from './paths.ts';
import { edit, type Found, found, type Look, noted, renamed } from './rules.ts';
import { pathArgument, pathLiterals } from './tracking.ts';

/** `app.del(` → `app.delete(` */
export function appDel({ express, file }: Look): readonly Found[] {
  return express.routers
    .filter(({ path }) => path.length === 1 && path[0] === 'del')
    .map(({ node }) => found(...renamed('app-del', node, 'delete', file)));
}

/** Path literals, alone, in arrays and in constants. */
export function routePaths(look: Look): readonly Found[] {
  const { express, file } = look;
  const seen = new Set<Node>();
  return express.calls.flatMap((one) => {
    const argument = pathArgument(one);
    if (!argument) return [];
    const literals = pathLiterals(argument, file).filter((literal) => !seen.has(literal));
    for (const literal of literals) seen.add(literal);
    return [
      ...literals.flatMap((literal) => routePath(literal, argument, look)),
      ...computed(argument, look),
    ];
  });
}

function routePath(literal: Node, argument: Node, look: Look): readonly Found[] {
  const { file } = look;
  const path = literalText(literal) ?? '';
  const converted = convertPath(path);
  switch (converted.kind) {
    case 'same':
      return [];
    case 'report':
      return [
        isMigrated(path)
          ? { edits: [], notes: [] }
          : noted(
              'route-path',
              literal,
              `Express 5 reads the path '${path}' otherwise, because of ${converted.why}; write it in the new syntax or as a regular expression`,
            ),
      ];
    case 'changed': {
      if (!isOnlyPath(literal, argument, look))
        return [
          noted(
            'route-path',
            literal,
            `the path '${path}' is '${converted.path}' in Express 5, but this constant is used elsewhere too; change it by hand`,
          ),
        ];
      const { start, end } = spot(literal);
      return [found(edit('route-path', start, end, literalSaying(file, literal, converted.path)))];
    }
  }
}

/** Braces around an optional part, named wildcards and escapes: nobody writes these for Express 4. */
function isMigrated(path: string): boolean {
  const rest = path.replace(/\{([^{}]*)\}/g, '$1').replace(/\*\w+|:\w+|\\./g, '');
  return !/[*?+()[\]{}|^$\\]/.test(rest) && /\{[^{}]*[*:./\w-][^{}]*\}|\*\w|\\[!:]/.test(path);
}

/** A constant is changed where it stands only if every read of it is a path. */
function isOnlyPath(literal: Node, argument: Node, { file, express }: Look): boolean {
  if (spot(literal).start >= spot(argument).start && spot(literal).end <= spot(argument).end) return true;
  const tree = file.tree();
  const declarator = [...tree.ancestors(literal)].find(({ type }) => type === 'VariableDeclarator');
  if (declarator?.type !== 'VariableDeclarator') return false;
  const exported = tree.ancestors(declarator).some(({ type }) => type === 'ExportNamedDeclaration');
  const binding = file.bindings().bindingOf(declarator.id);
  const isPath = (read: Node): boolean =>
    express.calls.some((call) => {
      const path = pathArgument(call);
      return path === read || (path?.type === 'ArrayExpression' && path.elements.some((one) => one === read));
    });
  return !exported && binding !== undefined && binding.reads.every(isPath);
}

/** A path put together from parts: what can be read of it is looked at. */
function computed(argument: Node, { file }: Look): readonly Found[] {
  if (argument.type !== 'BinaryExpression' && argument.type !== 'TemplateLiteral') return [];
  if (literalText(argument) !== undefined) return [];
  const parts = [...file.tree().within(argument)].flatMap((node) =>
    node.type === 'StringLiteral' ? [node.value] : node.type === 'TemplateElement' ? [node.value.raw] : [],
  );
  const suspect = parts.some((part) => convertPath(part).kind !== 'same' && !isMigrated(part));
  return suspect
    ? [
        noted(
          'route-path',
          argument,
          `the path ${textOf(file, argument)} is put together from parts that Express 5 reads otherwise; change them by hand`,
        ),
      ]
    : [];
}

/** `app.param((name, fn) => …)` is gone. */
export function appParam({ express, file }: Look): readonly Found[] {
  return express.calls
    .filter(({ method, call, on }) => on === 'router' && method === 'param' && call.arguments.length === 1)
    .filter(({ call }) => literalText(call.arguments[0] ?? call) === undefined && !isArray(call.arguments[0]))
    .map(({ call }) =>
      noted(
        'app-param',
        call,
        `${textOf(file, call.callee)}(fn) is gone in Express 5; pass a name and a handler`,
      ),
    );
}

function isArray(node: Node | undefined): boolean {
  return node?.type === 'ArrayExpression';
}

/** Said once a file: every handler that returns a promise is concerned alike. */
export function rejectedPromises({ express }: Look): readonly Found[] {
  const [first] = express.handlers
    .filter((handler) => isPromised(handler) && express.pathsOf.has(handler))
    .toSorted((a, b) => spot(a).start - spot(b).start);
  if (!first) return [];
  const message =
    'in Express 5 a rejected promise of a handler reaches the error handler; check that what waits for it elsewhere still may';
  return [noted('rejected-promise', first, message)];
}

function isPromised(handler: Node): boolean {
  return Object.entries(handler).some(([key, value]) => key === 'async' && value === true);
}
