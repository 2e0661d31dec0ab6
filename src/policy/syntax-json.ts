import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { ConfigNode, Syntax } from './tree.ts';

/** JSON with comments and trailing commas, which people write and editors accept. */
export function readJson(text: string): Syntax {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const faults = errors.map(({ error, offset }) => ({
    at: offset,
    what: `this is not valid JSON (${words(printParseErrorCode(error))})`,
    remedy: 'correct the syntax; nothing of the file is used until then',
  }));
  return root && faults.length === 0 ? { root: nodeOf(root), faults } : { faults };
}

function nodeOf(node: Node): ConfigNode {
  const children = node.children ?? [];
  switch (node.type) {
    case 'object':
      return {
        kind: 'map',
        at: node.offset,
        entries: children.flatMap(({ children: pair }) =>
          pair?.[0] && pair[1]
            ? [{ key: String(pair[0].value), at: pair[0].offset, value: nodeOf(pair[1]) }]
            : [],
        ),
      };
    case 'array':
      return { kind: 'list', at: node.offset, items: children.map(nodeOf) };
    default:
      return { kind: 'scalar', at: node.offset, value: node.value ?? null };
  }
}

/** `CloseBraceExpected` → `close brace expected`. */
function words(code: string): string {
  return code.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();
}
