/** Edits to imports and requires: what a change left unused goes, what it needs comes, in the habits of the file. */
import type { Identifier, Node } from '@babel/types';
import type { Edit, SourceFile } from './codemod.ts';
import { habitsOf } from './habits.ts';
import type { Binding } from './scopes.ts';
import { spot } from './tree.ts';

type Change = Omit<Edit, 'rule' | 'sure'>;

/**
 * What to take out once the given nodes are gone: every import, require or alias all of whose reads stood in them. An alias
 * that goes takes the read of what it stood for with it.
 */
export function withoutUnused(file: SourceFile, gone: readonly Node[]): readonly Change[] {
  const tree = file.tree();
  const left = new Set<Node>();
  const leftOf = new Map<Binding, number>();
  const elements = new Set<Node>();
  const waiting = [...gone];

  for (let node = waiting.pop(); node; node = waiting.pop()) {
    for (const name of tree.within(node)) {
      const binding = file.bindings().bindingOf(name);
      if (!binding || left.has(name) || binding.declared.includes(name as Identifier)) continue;
      left.add(name);
      const count = (leftOf.get(binding) ?? 0) + 1;
      leftOf.set(binding, count);
      const element = count === binding.reads.length ? elementOf(binding, file) : undefined;
      if (!element) continue;
      elements.add(element);
      waiting.push(wholeOf(element, elements, file));
    }
  }
  return removals(elements, file);
}

/** The specifier, property or declarator that declares a binding, where taking it out changes nothing else. */
function elementOf(binding: Binding, file: SourceFile): Node | undefined {
  const tree = file.tree();
  const [id] = binding.declared;
  if (!id || binding.declared.length > 1 || binding.writes.length > 0) return undefined;
  if (isMeantByJsx(id, file)) return undefined;
  const parent = tree.parent(id);
  switch (parent?.type) {
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'TSImportEqualsDeclaration':
      return isExported(parent, file) ? undefined : parent;
    case 'VariableDeclarator':
      return isExported(parent, file) ? undefined : parent;
    case 'ObjectProperty': {
      const pattern = tree.parent(parent);
      if (pattern?.type !== 'ObjectPattern' || tree.parent(pattern)?.type !== 'VariableDeclarator')
        return undefined;
      const rest = pattern.properties.some((one) => one.type === 'RestElement');
      return rest || isExported(parent, file) ? undefined : parent;
    }
    default:
      return undefined;
  }
}

/** Elements name it where they are not compiled the newer way, and who compiles them how is not written here. */
function isMeantByJsx({ name }: Identifier, file: SourceFile): boolean {
  const tree = file.tree();
  return name === 'React' && (tree.of('JSXElement').length > 0 || tree.of('JSXFragment').length > 0);
}

function isExported(node: Node, file: SourceFile): boolean {
  if (node.type === 'TSImportEqualsDeclaration' && file.text.startsWith('export', spot(node).start))
    return true;
  return file
    .tree()
    .ancestors(node)
    .some((above) => above.type === 'ExportNamedDeclaration');
}

/** The declarator, once every name in its pattern goes; else the element alone. */
function wholeOf(element: Node, elements: ReadonlySet<Node>, file: SourceFile): Node {
  const pattern = file.tree().parent(element);
  if (pattern?.type !== 'ObjectPattern') return element;
  const declarator = file.tree().parent(pattern);
  const all = pattern.properties.every((one) => elements.has(one));
  return all && declarator ? declarator : element;
}

function removals(elements: ReadonlySet<Node>, file: SourceFile): readonly Change[] {
  const tree = file.tree();
  const goingFrom = Map.groupBy(elements, (element) => tree.parent(element));
  const changes: Change[] = [];
  const statements: Node[] = [];
  const declarators = new Set<Node>();
  for (const [holder, going] of goingFrom) {
    if (!holder) continue;
    if (holder.type === 'ImportDeclaration') {
      if (going.length === holder.specifiers.length) statements.push(holder);
      else changes.push(...fromImport(holder, going, file));
    } else if (holder.type === 'VariableDeclaration') for (const one of going) declarators.add(one);
    else if (holder.type === 'ObjectPattern') {
      const declarator = tree.parent(holder);
      if (going.length === holder.properties.length && declarator) declarators.add(declarator);
      else changes.push(...withoutItems(holder.properties, going));
    } else statements.push(...going);
  }
  for (const [declaration, going] of Map.groupBy(declarators, (one) => tree.parent(one))) {
    if (declaration?.type !== 'VariableDeclaration') continue;
    if (going.length === declaration.declarations.length) statements.push(declaration);
    else changes.push(...withoutItems(declaration.declarations, going));
  }
  return [...changes, ...withoutStatements(statements, file)];
}

function fromImport(
  declaration: Extract<Node, { type: 'ImportDeclaration' }>,
  going: readonly Node[],
  file: SourceFile,
): readonly Change[] {
  const { specifiers } = declaration;
  const named = specifiers.filter((one) => one.type === 'ImportSpecifier');
  const [first] = specifiers;
  if (!first || named.length === specifiers.length) return withoutItems(specifiers, going);
  const second = file.text.indexOf(',', spot(first).end);
  if (going.includes(first)) {
    const gap = file.text.slice(second + 1, second + 100).search(/\S/);
    const next = second + 1 + Math.max(gap, 0);
    return [
      { start: spot(first).start, end: next, text: '' },
      ...withoutItems(
        named,
        going.filter((one) => one !== first),
      ),
    ];
  }
  if (going.length < named.length) return withoutItems(named, going);
  const last = specifiers.at(-1) ?? first;
  const close = last.type === 'ImportSpecifier' ? file.text.indexOf('}', spot(last).end) + 1 : spot(last).end;
  return [{ start: spot(first).end, end: close, text: '' }];
}

/** Takes items out of a list with commas, the comma before or after with each. */
export function withoutItems(items: readonly Node[], going: readonly Node[]): readonly Change[] {
  const gone = new Set(going);
  const lastKept = items.findLastIndex((item) => !gone.has(item));
  const changes: Change[] = [];
  items.forEach((item, i) => {
    const next = items[i + 1];
    if (gone.has(item) && i < lastKept && next)
      changes.push({ start: spot(item).start, end: spot(next).start, text: '' });
  });
  const kept = items[lastKept];
  const last = items.at(-1);
  if (kept && last && kept !== last) changes.push({ start: spot(kept).end, end: spot(last).end, text: '' });
  return changes;
}

/** In order, because a statement after one that went stands where that one stood. */
export function withoutStatements(statements: readonly Node[], { text }: SourceFile): readonly Change[] {
  const changes: Change[] = [];
  let standsAt = 0;
  for (const node of statements.toSorted((a, b) => spot(a).start - spot(b).start)) {
    const lineStart = text.lastIndexOf('\n', spot(node).start - 1) + 1;
    if (changes.at(-1)?.end !== lineStart) standsAt = lineStart;
    changes.push(withoutStatement(node, text, standsAt));
  }
  return changes;
}

/** Takes a statement out with its line, where it has one of its own, and leaves no two blank lines where there was one. */
function withoutStatement(node: Node, text: string, standsAt: number): Change {
  const { start, end } = spot(node);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const restOfLine = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end, end + 200));
  const ownLine = text.slice(lineStart, start).trim() === '' && restOfLine !== null;
  const hazard = continuesWhatStandsBefore(text, start, end);
  if (!ownLine || hazard) return { start, end, text: hazard ? ';' : '' };
  const lineEnd = end + restOfLine[0].length;
  const blankBefore =
    standsAt === 0 || /\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, standsAt - 200), standsAt));
  const blankAfter = blankBefore ? /^[ \t]*\r?\n/.exec(text.slice(lineEnd, lineEnd + 200)) : null;
  return { start: lineStart, end: lineEnd + (blankAfter?.[0].length ?? 0), text: '' };
}

/** Without semicolons, what follows the statement could become part of what precedes it. */
function continuesWhatStandsBefore(text: string, start: number, end: number): boolean {
  const next = /^\s*([([`+\-/*])/.exec(text.slice(end, end + 200));
  if (
    !next ||
    text.startsWith('//', end + next[0].length - 1) ||
    text.startsWith('/*', end + next[0].length - 1)
  )
    return false;
  const previous = text.slice(Math.max(0, start - 200), start).trimEnd();
  return previous !== '' && !/[;{}]$/.test(previous);
}

/**
 * A line that brings in a whole module under a name, after the import or require it keeps company with, in the same module
 * system.
 */
export function besideImport(
  file: SourceFile,
  company: Node,
  added: { readonly name: string; readonly module: string },
): Change {
  const tree = file.tree();
  const top = [company, ...tree.ancestors(company)].find(
    (node) => tree.parent(node)?.type === 'Program' || node.type === 'Program',
  );
  const { end } = spot(top ?? company);
  const { quote, semicolon } = habitsOf(file);
  const module = `${quote}${added.module}${quote}`;
  const text =
    top?.type === 'ImportDeclaration'
      ? `import ${added.name} from ${module}`
      : top?.type === 'TSImportEqualsDeclaration'
        ? `import ${added.name} = require(${module})`
        : `const ${added.name} = require(${module})`;
  return { start: end, end, text: `\n${text}${semicolon}` };
}
