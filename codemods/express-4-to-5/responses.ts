import type { CallExpression, Node } from '@babel/types';
import { habitsOf, literalText, spot, textOf } from '../../src/change/syntax.ts';
import { callOf, edit, type Found, found, type Look, noted, renamed } from './rules.ts';
import type { Given } from './tracking.ts';

export function sendfile({ express, file }: Look): readonly Found[] {
  return express.responses
    .filter(({ path }) => path.length === 1 && path[0] === 'sendfile')
    .map(({ node }) => {
      const edits = renamed('sendfile', node, 'sendFile', file);
      const call = callOf(node, file);
      const [name, options] = call?.arguments ?? [];
      const relative =
        name && literalText(name) !== undefined && !/^(?:\/|[A-Za-z]:[\\/])/.test(literalText(name) ?? '');
      if (!relative || hasRoot(options)) return found(...edits);
      const message =
        'res.sendFile wants an absolute path or the option root; res.sendfile took the path from the working directory';
      return { edits, notes: noted('sendfile', node, message).notes };
    });
}

/** Options that are computed may have one. */
function hasRoot(options: Node | undefined): boolean {
  if (options?.type !== 'ObjectExpression') return options !== undefined && options.type === 'Identifier';
  return options.properties.some((one) => one.type !== 'ObjectProperty' || literalKey(one.key) === 'root');
}

function literalKey(key: Node): string | undefined {
  return key.type === 'Identifier' ? key.name : literalText(key);
}

/** A number for certain, likely by its name, certainly none, or not known. */
type Numeric = 'number' | 'likely' | 'other' | 'unknown';

function numeric(node: Node): Numeric {
  switch (node.type) {
    case 'NumericLiteral':
      return 'number';
    case 'ConditionalExpression':
      return numeric(node.consequent) === 'number' && numeric(node.alternate) === 'number'
        ? 'number'
        : 'unknown';
    case 'LogicalExpression':
      return numeric(node.right) === 'number' ? 'number' : numeric(node.right);
    case 'Identifier':
      return isStatusName(node.name) ? 'likely' : 'unknown';
    case 'MemberExpression':
      return node.property.type === 'Identifier' && isStatusName(node.property.name)
        ? 'likely'
        : ofStatusTable(node);
    case 'StringLiteral':
    case 'TemplateLiteral':
    case 'ObjectExpression':
    case 'ArrayExpression':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'NewExpression':
      return 'other';
    default:
      return 'unknown';
  }
}

function isStatusName(name: string): boolean {
  return /^(?:http)?_?(?:status|code)$|status_?code$/i.test(name);
}

/** `HttpStatus.NOT_FOUND` */
function ofStatusTable(node: Node): Numeric {
  if (node.type !== 'MemberExpression' || node.object.type !== 'Identifier') return 'unknown';
  return /^(?:http_?)?status(?:es|_?codes?)?$/i.test(node.object.name) ? 'likely' : 'unknown';
}

/** `res.send(404)` → `res.sendStatus(404)` */
export function sendNumber({ express, file }: Look): readonly Found[] {
  return express.responses.flatMap(({ node, path: [method, more] }) => {
    const [only, another] = callOf(node, file)?.arguments ?? [];
    if (method !== 'send' || more !== undefined || !only || another) return [];
    const kind = numeric(only);
    if (kind === 'number') return [found(...renamed('send-status', node, 'sendStatus', file))];
    if (kind !== 'likely') return [];
    const message = `if ${textOf(file, only)} is a status, this sends it as the body in Express 5; use res.sendStatus`;
    return [noted('send-status', node, message)];
  });
}

const withStatus = new Set(['send', 'json', 'jsonp']);

/** `res.send(404, body)` and `res.json(body, 404)` → `res.status(404).…` */
export function statusAndBody(look: Look): readonly Found[] {
  const { express, file } = look;
  return express.responses.flatMap(({ node, path: [method, more] }) => {
    const call = callOf(node, file);
    const [first, second, third] = call?.arguments ?? [];
    const concerned = method !== undefined && withStatus.has(method) && more === undefined;
    if (!concerned || !call || !first || !second || third) return [];
    return [splitStatus(call, method, first, second, look)];
  });
}

function splitStatus(call: CallExpression, method: string, first: Node, second: Node, { file }: Look): Found {
  const rule = 'status-and-body';
  const at = statusArgument(method, numeric(first), numeric(second));
  const { callee } = call;
  if (!at || callee.type !== 'MemberExpression')
    return noted(rule, call, `res.${method} takes no status in Express 5; call res.status(…) before it`);
  const [status, body] = at.first ? [first, second] : [second, first];
  const gap = at.first
    ? edit(rule, spot(status).start, startOf(body), '', at.sure)
    : edit(rule, endOf(body, file.text), spot(status).end, '', at.sure);
  const dot = endOf(callee.object, file.text);
  return found(edit(rule, dot, dot, `.status(${textOf(file, status)})`, at.sure), gap);
}

/** As Express 4 told them apart (lib/response.js of 4.22): by what is a number at run time. */
function statusArgument(
  method: string,
  first: Numeric,
  second: Numeric,
): { readonly first: boolean; readonly sure: boolean } | undefined {
  const bodyFirst = second === 'number' && (method !== 'send' || first !== 'number');
  if (bodyFirst) return { first: false, sure: method !== 'send' || first === 'other' };
  if (first === 'number') return { first: true, sure: method === 'send' || second !== 'unknown' };
  if (first === 'other' && second !== 'other') return { first: false, sure: false };
  if (first === 'likely' && second !== 'likely') return { first: true, sure: false };
  if (second === 'likely' && first !== 'likely') return { first: false, sure: false };
  return undefined;
}

/** With the parenthesis before the expression, which is no part of its node. */
function startOf(node: Node): number {
  return Number(node.extra?.parenStart ?? spot(node).start);
}

/** With the parenthesis after it. */
function endOf(node: Node, text: string): number {
  return node.extra?.parenthesized ? text.indexOf(')', spot(node).end) + 1 : spot(node).end;
}

/** `res.redirect(url, status)` → `res.redirect(status, url)` */
export function redirectOrder({ express, file }: Look): readonly Found[] {
  return express.responses.flatMap(({ node, path: [method, more] }) => {
    const call = callOf(node, file);
    const [url, status, third] = call?.arguments ?? [];
    if (method !== 'redirect' || more !== undefined || !url || !status || third) return [];
    const [first, second] = [numeric(url), numeric(status)];
    if (first === 'number' || first === 'likely' || (second !== 'number' && second !== 'likely')) return [];
    const sure = second === 'number' || first === 'other';
    const start = startOf(url);
    return [
      found(
        edit('redirect-order', start, start, `${textOf(file, status)}, `, sure),
        edit('redirect-order', endOf(url, file.text), spot(status).end, '', sure),
      ),
    ];
  });
}

/** `'back'` was the referrer; now it is an address like any other. */
export function redirectBack(look: Look): readonly Found[] {
  const { express, file } = look;
  return express.responses.flatMap((given) => {
    const [method, more] = given.path;
    const call = callOf(given.node, file);
    if (!call || more !== undefined || (method !== 'redirect' && method !== 'location')) return [];
    return call.arguments
      .filter((one) => literalText(one) === 'back')
      .map((back) => referrer(back, given, look));
  });
}

function referrer(back: Node, { handler, node }: Given, { express, file }: Look): Found {
  const rule = 'redirect-back';
  const req = express.requestOf.get(handler);
  const bindings = file.bindings();
  if (!req || bindings.lookUp(req.name, node) !== bindings.bindingOf(req))
    return noted(
      rule,
      back,
      "'back' is an ordinary address in Express 5; use the Referrer header of the request",
    );
  const { quote } = habitsOf(file);
  const { start, end } = spot(back);
  return found(edit(rule, start, end, `${req.name}.get(${quote}Referrer${quote}) || ${quote}/${quote}`));
}
