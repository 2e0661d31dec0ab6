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
      const names = namesOf(node.callee);
      if (/^(?:get|make|build)\w*Keys?$/.test(names.at(-1) ?? '')) return { kind: 'key', sure: true };
      const { kind, sure } = named(names, file, node);
      return { kind, sure: sure && kind === 'key' };
    }
    default:
      return { kind: 'unknown', sure: false };
  }
}

/** `queryKey`, `QUERY_KEY`: one of these; `todoKeys`: a place where they are kept. */
const key = /(?:^k|K)eys?$|_KEYS?$/;
const keys = /(?:^k|K)eys$|_KEYS$/;

/** The last word counts first: `createApiKey` creates, `apiKey.queryOptions` are options. */
function named(names: readonly string[], file: SourceFile, node: Node): Meaning {
  const last = names.at(-1) ?? '';
  if (/(?:^o|O)pt(?:ion)?s$|(?:^c|C)onfig$|(?:^f|F)ilters?$/.test(last))
    return { kind: 'options', sure: true };
  const isImported = node.type === 'Identifier' && file.bindings().bindingOf(node)?.kind === 'import';
  if (verbs.test(last) || /(?:^f|F)(?:n|unction|etcher)$/.test(last)) {
    const isOfKeys = names.length > 1 && keys.test(names.at(-2) ?? '') && !/^api/i.test(names.at(-2) ?? '');
    return isOfKeys
      ? { kind: 'key', sure: false }
      : { kind: 'function', sure: isImported || node.type === 'MemberExpression' };
  }
  if (key.test(last)) return { kind: 'key', sure: true };
  if (names.slice(0, -1).some((name) => keys.test(name)))
    return { kind: 'key', sure: keys.test(names[0] ?? '') };
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
