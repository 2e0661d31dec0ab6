/** What an argument of the old overloads is: by its form where that tells, else by its name. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';

export interface Meaning {
  readonly kind: 'key' | 'function' | 'options' | 'unknown';
  /** Known from its form, or from a name that speaks for itself. */
  readonly sure: boolean;
}

const verbs =
  /^(?:fetch|get|load|list|read|find|search|request|query|create|update|delete|remove|post|put|patch|save|add|send|submit|set|toggle|upload|log(?:in|out)|sign|register)(?=$|[A-Z_])/;

export function meaningOf(node: Node, file: SourceFile): Meaning {
  switch (node.type) {
    case 'ArrayExpression':
      return { kind: 'key', sure: true };
    case 'ObjectExpression':
      return { kind: 'options', sure: true };
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return { kind: 'function', sure: true };
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return meaningOf(node.expression, file);
    case 'Identifier': {
      const given = file.bindings().standsFor(node);
      const known = given && given.type !== 'Identifier' ? meaningOf(given, file) : undefined;
      return known && known.kind !== 'unknown' ? known : named([node.name], file, node);
    }
    case 'MemberExpression':
      return named(namesOf(node), file, node);
    case 'CallExpression': {
      const { kind } = named(namesOf(node.callee), file, node);
      return { kind, sure: kind === 'key' };
    }
    default:
      return { kind: 'unknown', sure: false };
  }
}

function named(names: readonly string[], file: SourceFile, node: Node): Meaning {
  const last = names.at(-1) ?? '';
  if (names.some((name) => /(?:^k|K)eys?$|_KEYS?$/.test(name))) return { kind: 'key', sure: true };
  if (/(?:^o|O)pt(?:ion)?s$|(?:^c|C)onfig$/.test(last)) return { kind: 'options', sure: true };
  const isImported = node.type === 'Identifier' && file.bindings().bindingOf(node)?.kind === 'import';
  if (verbs.test(last) || /(?:^f|F)(?:n|unction|etcher)$/.test(last))
    return { kind: 'function', sure: isImported || node.type === 'MemberExpression' };
  return { kind: 'unknown', sure: false };
}

/** `todoKeys.list(id)` → todoKeys, list */
function namesOf(node: Node): readonly string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'CallExpression') return namesOf(node.callee);
  if (node.type !== 'MemberExpression') return [];
  const own = node.property.type === 'Identifier' && !node.computed ? [node.property.name] : [];
  return [...namesOf(node.object), ...own];
}
