import { createRequire } from 'node:module';
import type { Problem } from '../domain/problem.ts';
import { type ConfigNode, duplicates, placesOf, type Syntax } from './tree.ts';

const require = createRequire(import.meta.url);

/** In characters. The largest real configuration we met has 60,000. */
const longest = 256_000;
/** Levels of nesting; a configuration needs six. Bounds the recursion of every reader below. */
const deepest = 60;
const mostProblems = 50;

export interface Parsed {
  /** Missing when the text is empty or cannot be used at all. */
  readonly root?: ConfigNode;
  readonly problems: readonly Problem[];
}

/**
 * A configuration text as a tree. Never throws: what cannot be read is a problem with a place. A text with broken syntax is
 * not used at all, because half of a rule can mean the opposite of the rule.
 */
export function parseConfiguration(path: string, text: string): Parsed {
  const { root, faults } = hostile(text) ?? readSyntax(path, text);
  const all = root ? [...faults, ...duplicates(root)] : faults;
  const place = placesOf(text);
  const problems = all
    .slice(0, mostProblems)
    .map(({ at, what, remedy }) => ({ path, place: place(at), what, remedy }));
  return root ? { root, problems } : { problems };
}

/** What no reader should be given. */
function hostile(text: string): Syntax | undefined {
  const refuse = (at: number, what: string, remedy: string): Syntax => ({ faults: [{ at, what, remedy }] });
  if (text.length > longest)
    return refuse(0, `the file has ${text.length} characters`, `keep it below ${longest}`);
  const conflict = /^(?:<{7}|>{7})(?: |\r?$)/m.exec(text);
  if (conflict)
    return refuse(conflict.index, 'a merge conflict is not resolved', 'keep one of the two sides');
  const deep = tooDeep(text);
  if (deep !== undefined) return refuse(deep, `it is nested more than ${deepest} levels deep`, 'flatten it');
  return undefined;
}

/** Counts brackets and the `- - -` of YAML without reading strings: an upper bound that real files stay far below. */
function tooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    if (depth > deepest) return at;
  }
  const nested = /^[ \t]*(?:[-?:][ \t]+){40}/m.exec(text);
  return nested?.index;
}

function readSyntax(path: string, text: string): Syntax {
  try {
    if (/\.ya?ml$/.test(path)) return fromYaml(text);
    if (path.endsWith('.json5')) return fromJson5(text);
    return fromJson(text);
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return { faults: [{ at: 0, what: `it cannot be read: ${why}`, remedy: 'correct the syntax' }] };
  }
}

/** Loaded when a file of its kind is met: reading one format should not cost the start-up time of three. */
const fromYaml = (text: string): Syntax =>
  (require('./syntax-yaml.ts') as typeof import('./syntax-yaml.ts')).readYaml(text);
const fromJson = (text: string): Syntax =>
  (require('./syntax-json.ts') as typeof import('./syntax-json.ts')).readJson(text);
const fromJson5 = (text: string): Syntax =>
  (require('./syntax-json5.ts') as typeof import('./syntax-json5.ts')).readJson5(text);
