import type { Node, ObjectExpression } from '@babel/types';
import type { Codemod } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  habitsOf,
  literalText,
  noted,
  type Part,
  propertyName,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'format';
const guide = 'https://nodejs.org/api/url.html#urlformaturlobject';

export const codemod: Codemod = {
  id: 'node-url-format',
  title: 'Write addresses by URL instead of url.format',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['url', 'format']],
  rules: [
    {
      id: rule,
      doc: "url.format({ protocol: 'https', host: 'a.example' }) → new URL('https://a.example').toString()",
    },
  ],
  transform(file, context) {
    const uses = context.enabled(rule) ? endingUses(file, builtin('url'), ['format']) : [];
    const told = (at: Node) =>
      noted(rule, at, 'url.format of an object is legacy; put the address together by new URL', guide);
    const parts = uses.flatMap(({ node, doing }): readonly Part[] => {
      if (doing.kind !== 'call') return [told(node)];
      const [object, options] = doing.call.arguments;
      // A URL is formatted with options, which is no legacy.
      if (options) return [];
      const given = object && (file.bindings().standsFor(object) ?? object);
      if (given?.type === 'NewExpression') return [];
      if (object?.type !== 'ObjectExpression' || file.bindings().lookUp('URL', node))
        return [told(doing.call)];
      const address = addressOf(object);
      if (address === undefined) return [told(doing.call)];
      const { quote } = habitsOf(file);
      return [
        changed(
          [replaced(rule, doing.call, `new URL(${quote}${address}${quote}).toString()`)],
          doing.call.callee,
        ),
      ];
    });
    return resultOf(file, parts);
  },
};

const known = new Set([
  'protocol',
  'slashes',
  'host',
  'hostname',
  'port',
  'pathname',
  'search',
  'hash',
  'query',
]);

/** The address that an object of plain parts means, where both ways write it alike. */
function addressOf(object: ObjectExpression): string | undefined {
  const parts = new Map<string, string>();
  for (const property of object.properties) {
    const name = propertyName(property);
    if (property.type !== 'ObjectProperty' || name === undefined || !known.has(name)) return undefined;
    const text = textOfPart(property.value);
    if (text === undefined) return undefined;
    parts.set(name, text);
  }
  const protocol = parts.get('protocol')?.replace(/:$/, '');
  const host = parts.get('host') ?? withPort(parts.get('hostname'), parts.get('port'));
  const isPlain =
    protocol !== undefined &&
    /^(?:https?|ftp|wss?)$/.test(protocol) &&
    host !== undefined &&
    /^[a-z0-9.-]+(?::\d+)?$/.test(host);
  if (!isPlain || parts.has('query') || /:(?:80|443|21)$/.test(host)) return undefined;
  const path = parts.get('pathname') ?? '';
  const search = (parts.get('search') ?? '').replace(/^(?=[^?])/, '?');
  const hash = (parts.get('hash') ?? '').replace(/^(?=[^#])/, '#');
  const rest = `${path === '' || path.startsWith('/') ? path : `/${path}`}${search}${hash}`;
  // An address without a path gets one from URL, and did not before.
  if (!rest.startsWith('/') || !/^[\w./~%?=&#-]*$/.test(rest)) return undefined;
  return `${protocol}://${host}${rest}`;
}

function withPort(hostname: string | undefined, port: string | undefined): string | undefined {
  return hostname === undefined || port === undefined ? hostname : `${hostname}:${port}`;
}

function textOfPart(value: Node): string | undefined {
  if (value.type === 'NumericLiteral') return String(value.value);
  if (value.type === 'BooleanLiteral') return String(value.value);
  return literalText(value);
}
