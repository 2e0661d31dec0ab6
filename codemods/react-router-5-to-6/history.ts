/** `useHistory` gave an object with methods, `useNavigate` gives a function. */
import type { CallExpression, Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalText,
  moveUses,
  noted,
  type Part,
  type Place,
  replaced,
  spot,
  textOf,
  type Use,
} from '../../src/change/syntax.ts';
import { guide, modules, rules } from './rules.ts';

const rule = rules.history;
const methods = ['push', 'replace', 'goBack', 'goForward', 'go'];

export function histories(file: SourceFile): readonly Part[] {
  const calls = file
    .bindings()
    .uses(...modules)
    .filter(({ path }) => path.join('.') === 'useHistory')
    .flatMap((use): readonly { readonly use: Use; readonly call: CallExpression }[] => {
      const parent = file.tree().parent(use.node);
      return parent?.type === 'CallExpression' && parent.callee === use.node ? [{ use, call: parent }] : [];
    });
  const parts: Part[] = [];
  const moved: Use[] = [];
  for (const { use, call } of calls) {
    const edits = converted(file, call);
    if (Array.isArray(edits)) {
      moved.push(use);
      parts.push(changed(edits));
    } else
      parts.push(
        noted(
          rule,
          edits as Node,
          'useHistory is useNavigate in 6, which gives a function alone; take the rest from other hooks',
          guide,
        ),
      );
  }
  const { edits, blocked } = moveUses(file, moved, 'useNavigate', rule);
  return [
    ...parts,
    changed(edits),
    ...blocked.map(({ node }) => noted(rule, node, 'useHistory is useNavigate in 6; import that', guide)),
  ];
}

/** The edits, or the place that stands against them. */
function converted(file: SourceFile, call: CallExpression): readonly Edit[] | Node {
  const generic = call.typeArguments ? [replaced(rule, call.typeArguments, '')] : [];
  const declarator = file.tree().parent(call);
  const member =
    declarator?.type === 'MemberExpression'
      ? calledAs(file, { node: declarator, path: [nameOf(declarator)] })
      : undefined;
  if (member) {
    const edits = asNavigate(file, member, textOf(file, call).replace('useHistory', 'useNavigate'));
    return edits && generic.length === 0 ? behind(file, call, member) : call;
  }
  if (declarator?.type !== 'VariableDeclarator') return call;
  if (declarator.id.type === 'ObjectPattern') return ofPattern(file, call, declarator.id, generic);
  if (declarator.id.type !== 'Identifier') return call;
  const declared = declarator.id;
  const binding = file.bindings().bindingOf(declared);
  if (!binding || binding.writes.length > 0 || binding.declared.length > 1) return call;
  const isFree = [declared, ...binding.reads].every(
    (at) => file.bindings().lookUp('navigate', at) === undefined,
  );
  const name = isFree ? 'navigate' : binding.name;
  const edits: Edit[] = [...generic];
  if (name !== binding.name)
    edits.push(
      replaced(rule, { start: spot(declared).start, end: spot(declared).start + binding.name.length }, name),
    );
  if (declared.typeAnnotation) return declared;
  for (const read of binding.reads) {
    const parent = file.tree().parent(read);
    // What an effect or a callback depends on.
    if (parent?.type === 'ArrayExpression' && file.tree().parent(parent)?.type === 'CallExpression') {
      if (name !== binding.name) edits.push(replaced(rule, read, name));
      continue;
    }
    const one =
      parent?.type === 'MemberExpression' && parent.object === read
        ? calledAs(file, { node: parent, path: [nameOf(parent)] })
        : undefined;
    const own = one ? asNavigate(file, one, name) : asHandler(file, parent, name);
    if (!own) return read;
    edits.push(...own);
  }
  return edits;
}

interface Called {
  readonly call: CallExpression;
  readonly callee: Node;
  readonly method: string;
}

const nameOf = (node: Node): string =>
  node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier'
    ? node.property.name
    : '';

function calledAs(file: SourceFile, { node, path: [method = ''] }: Place): Called | undefined {
  const call = file.tree().parent(node);
  return call?.type === 'CallExpression' && call.callee === node && methods.includes(method)
    ? { call, callee: node, method }
    : undefined;
}

/** `useHistory().push('/')` */
function behind(file: SourceFile, hook: CallExpression, { call, callee, method }: Called): readonly Edit[] {
  return [
    replaced(rule, { start: spot(hook).end, end: spot(callee).end }, ''),
    ...(argumentEdits(file, call, method) ?? []),
  ];
}

function asNavigate(
  file: SourceFile,
  { call, callee, method }: Called,
  name: string,
): readonly Edit[] | undefined {
  const given = argumentEdits(file, call, method);
  return given && [replaced(rule, callee, name), ...given];
}

/** `onClick={history.goBack}` */
function asHandler(file: SourceFile, member: Node | undefined, name: string): readonly Edit[] | undefined {
  const steps: Readonly<Record<string, string>> = { goBack: '-1', goForward: '1' };
  const step = member && steps[nameOf(member)];
  const isHandler = member && file.tree().parent(member)?.type === 'JSXExpressionContainer';
  return member && step && isHandler ? [replaced(rule, member, `() => ${name}(${step})`)] : undefined;
}

function argumentEdits(file: SourceFile, call: CallExpression, method: string): readonly Edit[] | undefined {
  const [to, state, more] = call.arguments;
  const insert = (at: number, text: string) => replaced(rule, { start: at, end: at }, text);
  const inside = spot(call).end - 1;
  if (method === 'goBack' || method === 'goForward')
    return to ? undefined : [insert(inside, method === 'goBack' ? '-1' : '1')];
  if (!to || more || to.type === 'SpreadElement' || state?.type === 'SpreadElement') return undefined;
  if (method === 'go') return state ? undefined : [];
  // Relative to the address in 5, to the route in 6.
  const start = to.type === 'TemplateLiteral' ? to.quasis[0]?.value.raw : literalText(to);
  if (start && !/^[/?#]/.test(start)) return undefined;
  // The state of a location is an option of its own.
  if (
    to.type === 'ObjectExpression' &&
    to.properties.some((one) => !/^(?:pathname|search|hash)\b/.test(textOf(file, one)))
  )
    return undefined;
  const replace = method === 'replace' ? 'replace: true' : '';
  if (!state) return replace === '' ? [] : [insert(spot(to).end, `, { ${replace} }`)];
  const isShort = state.type === 'Identifier' && state.name === 'state';
  return [
    insert(spot(state).start, `{ ${replace === '' ? '' : `${replace}, `}${isShort ? '' : 'state: '}`),
    insert(spot(state).end, ' }'),
  ];
}

/** `const { push } = useHistory()`: push is what navigate is. */
function ofPattern(
  file: SourceFile,
  call: CallExpression,
  pattern: Node,
  generic: readonly Edit[],
): readonly Edit[] | Node {
  const [only, another] = pattern.type === 'ObjectPattern' ? pattern.properties : [];
  if (only?.type !== 'ObjectProperty' || another || only.value.type !== 'Identifier') return call;
  if (only.key.type !== 'Identifier' || only.key.name !== 'push') return call;
  const edits: Edit[] = [...generic, replaced(rule, pattern, only.value.name)];
  for (const read of file.bindings().bindingOf(only.value)?.reads ?? []) {
    const parent = file.tree().parent(read);
    if (parent?.type === 'ArrayExpression' && file.tree().parent(parent)?.type === 'CallExpression') continue;
    const given =
      parent?.type === 'CallExpression' && parent.callee === read
        ? argumentEdits(file, parent, 'push')
        : undefined;
    if (!given) return read;
    edits.push(...given);
  }
  return edits;
}
