import type { Node } from '@babel/types';
import {
  binding,
  isSimple,
  literalText,
  needsParentheses,
  type Place,
  spot,
  textOf,
  tightnessOf,
} from '../../src/change/syntax.ts';
import { requiredParameters } from './paths.ts';
import { callOf, edit, type Found, found, type Look, noted, renamed } from './rules.ts';
import type { Given } from './tracking.ts';

const plural: Readonly<Record<string, string>> = {
  acceptsCharset: 'acceptsCharsets',
  acceptsEncoding: 'acceptsEncodings',
  acceptsLanguage: 'acceptsLanguages',
};

export function acceptsPlural({ express, file }: Look): readonly Found[] {
  return express.requests.flatMap(({ node, path: [method, more] }) => {
    const name = method !== undefined && Object.hasOwn(plural, method) ? plural[method] : undefined;
    return name && more === undefined ? [found(...renamed('accepts-plural', node, name, file))] : [];
  });
}

/** `req.param('id')` looked in the path, then the body, then the query. */
export function requestParam(look: Look): readonly Found[] {
  return look.express.requests
    .filter(({ path }) => path.length === 1 && path[0] === 'param')
    .map((given) => paramOf(given, look));
}

function paramOf({ node, handler }: Given, { file, express }: Look): Found {
  const rule = 'req-param';
  const call = callOf(node, file);
  const [argument, fallback, more] = call?.arguments ?? [];
  const name = argument && literalText(argument);
  const receiver = node.type === 'MemberExpression' ? node.object : undefined;
  if (
    !call ||
    name === undefined ||
    more ||
    fallback?.type === 'SpreadElement' ||
    !receiver ||
    !isSimple(receiver)
  )
    return noted(rule, node, 'req.param() is gone in Express 5; read req.params, req.body or req.query');

  const req = textOf(file, receiver);
  const paths = express.pathsOf.get(handler) ?? [];
  const always = paths.length > 0 && paths.every((path) => requiredParameters(path).has(name));
  const { start, end } = spot(call);
  if (always) return found(edit(rule, start, end, memberText(`${req}.params`, name)));

  const places = `${memberText(`${req}.params`, name)} ?? ${memberText(`${req}.body`, name, '?.')} ?? ${memberText(`${req}.query`, name)}`;
  const [open, close] = needsParentheses(file.tree(), call, binding.nullish) ? ['(', ')'] : ['', ''];
  if (!fallback) return found(edit(rule, start, end, `${open}${places}${close}`));
  const [from, to] = tightnessOf(fallback) > binding.and ? ['', ''] : ['(', ')'];
  return found(
    edit(rule, start, spot(fallback).start, `${open}${places} ?? ${from}`),
    edit(rule, spot(fallback).end, end, `${to}${close}`),
  );
}

function memberText(object: string, name: string, chain = ''): string {
  if (/^[A-Za-z_$][\w$]*$/.test(name)) return `${object}${chain || '.'}${name}`;
  return `${object}${chain}['${name.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}']`;
}

/** `req.query` is worked out anew at every read: what is written to it is lost. */
export function writtenQuery({ express, file }: Look): readonly Found[] {
  return express.requests
    .filter(({ path }) => path[0] === 'query' && path.length <= 2)
    .filter((place) => isWritten(place, file.tree().parent(place.node)))
    .map(({ node }) =>
      noted(
        'req-query',
        node,
        'req.query cannot be written to in Express 5; keep the changed values in a place of your own',
      ),
    );
}

function isWritten({ node }: Place, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case 'AssignmentExpression':
      return parent.left === node;
    case 'UpdateExpression':
      return true;
    case 'UnaryExpression':
      return parent.operator === 'delete';
    case 'MemberExpression':
      return false;
    case 'CallExpression':
      return parent.arguments[0] === node && isAssign(parent.callee);
    default:
      return false;
  }
}

function isAssign(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    callee.property.name === 'assign'
  );
}

/** `req.params[0]`, which a wildcard or a group filled. */
export function numberedParams({ express, file }: Look): readonly Found[] {
  return express.requests
    .filter(({ path }) => path.length === 1 && path[0] === 'params')
    .flatMap(({ node }) => {
      const parent = file.tree().parent(node);
      const numbered = parent?.type === 'MemberExpression' && parent.object === node && parent.computed;
      if (!numbered || parent.property.type !== 'NumericLiteral') return [];
      const message = `${textOf(file, parent)} is filled by regular expressions only; a wildcard fills req.params.splat, with an array of segments`;
      return [noted('req-params-number', parent, message)];
    });
}
