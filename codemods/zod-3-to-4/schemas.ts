/** Which expressions of a file are schemas: calls of z, and what their methods and variables lead to. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import type { Place } from '../../src/change/syntax.ts';

export const guide = 'https://zod.dev/v4/changelog';

/** `z.string(…)`: `name` is that of the export. */
export interface Factory {
  readonly name: string;
  /** `z.string`, or `string` where it was imported so. */
  readonly callee: Node;
  readonly call: CallExpression;
}

/** A member of a schema. */
export interface Access {
  readonly name: string;
  readonly member: Node;
  /** The schema. */
  readonly object: Node;
  readonly call?: CallExpression;
}

export interface Schemas {
  readonly factories: readonly Factory[];
  readonly accesses: readonly Access[];
  /** Every place that means something of zod, by its path below `z`. */
  readonly uses: readonly Place[];
}

/** What they give is no schema. */
const endings = new Set([
  'parse',
  'safeParse',
  'parseAsync',
  'safeParseAsync',
  'spa',
  'isOptional',
  'isNullable',
  'implement',
  'validate',
  'strictImplement',
]);

export function schemasOf(file: SourceFile): Schemas {
  const uses = file
    .bindings()
    .uses('zod')
    .map(({ node, path }) => ({ node, path: path[0] === 'z' ? path.slice(1) : path }));
  const factories = uses.flatMap(({ node, path }): Factory[] => {
    const call = callOf(file, node);
    const name = path.join('.');
    return call && /^(?:coerce\.)?[a-z]\w*$/.test(name) ? [{ name, callee: node, call }] : [];
  });
  const accesses: Access[] = [];
  const seen = new Set<Node>();
  const open: Node[] = factories.map(({ call }) => call);
  for (let schema = open.pop(); schema; schema = open.pop()) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    for (const { node, path } of file.bindings().follow([{ node: schema, path: [] }])) {
      const [name, more] = path;
      const isMember = node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
      if (name === undefined || more !== undefined || !isMember) continue;
      const call = callOf(file, node);
      accesses.push({ name, member: node, object: node.object, ...(call ? { call } : {}) });
      if (call && !endings.has(name)) open.push(call);
    }
  }
  return { factories, accesses, uses };
}

function callOf(file: SourceFile, node: Node): CallExpression | undefined {
  const parent = file.tree().parent(node);
  return parent?.type === 'CallExpression' && parent.callee === node ? parent : undefined;
}

/** The name by which the file has z as a whole, if it means that here. */
export function nameOfZod(file: SourceFile, uses: readonly Place[], at: Node): string | undefined {
  const whole = uses.find(({ node, path }) => node.type === 'Identifier' && path.length === 0)?.node;
  if (whole?.type !== 'Identifier') return undefined;
  return file.bindings().lookUp(whole.name, at) === file.bindings().bindingOf(whole) ? whole.name : undefined;
}
