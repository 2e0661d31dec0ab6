import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { Dependency } from '../../domain/manifest.ts';
import type { SiteEdit } from '../../domain/text.ts';
import type { Rewrite } from '../ecosystem.ts';
import { declare } from './declare.ts';
import { isExact } from './requirement.ts';

const sections = new Set(['dependencies', 'devDependencies', 'optionalDependencies']);

/** One package in the place of another, in the manifest's own layout and in npm's alphabetical order where the file keeps it. */
export function replaceDependency(
  dependency: Dependency,
  by: string,
  version: string,
  manifest: string,
): Rewrite {
  const { manifest: path, type: section, name, alias, requirement, sites } = dependency;
  const [site] = sites;
  if (!sections.has(section) || site?.path !== path || !site)
    return {
      kind: 'cannot',
      why: `${by} takes the place of ${name}; replace it by hand where it is written`,
    };
  const asked = wish(requirement, version);
  if (alias !== undefined) {
    const text = `npm:${by}@${asked}`;
    const edits = aliasEdit(manifest, section, alias, path, text);
    return edits ? { kind: 'edits', requirement: asked, edits } : unreadable(path);
  }
  const properties = findNodeAtLocation(parseTree(manifest) as Node, [section])?.children ?? [];
  const names = properties.map((property) => String(property.children?.[0]?.value));
  const at = names.indexOf(name);
  const [key, value] = properties[at]?.children ?? [];
  if (!key || !value) return unreadable(path);
  if (declaresElsewhere(manifest, by))
    return {
      kind: 'cannot',
      why: `${by} takes its place and is declared already; drop ${name} once nothing uses it`,
    };

  const others = names.filter((_, index) => index !== at);
  const moves = isSorted(names) && others.filter((other) => other < by).length !== at;
  if (!moves) {
    const edits = [edit(path, manifest, key, by), edit(path, manifest, value, asked)];
    return { kind: 'edits', requirement: asked, edits };
  }
  const edits = declare(path, manifest, [
    { kind: 'drop', name },
    { kind: 'add', section, name: by, requirement: asked },
  ]);
  return { kind: 'edits', requirement: asked, edits };
}

const unreadable = (path: string): Rewrite => ({
  kind: 'cannot',
  why: `${path} does not say it in a way that can be replaced`,
});

/** An exact version stays exact, a tilde stays a tilde; everything else becomes npm's own caret. */
function wish(requirement: string, version: string): string {
  if (isExact(requirement)) return version;
  return `${requirement.startsWith('~') ? '~' : '^'}${version}`;
}

function edit(path: string, manifest: string, node: Node, text: string): SiteEdit {
  const range = { start: node.offset, end: node.offset + node.length };
  return { path, range, was: manifest.slice(range.start, range.end), text: JSON.stringify(text) };
}

function aliasEdit(
  manifest: string,
  section: string,
  alias: string,
  path: string,
  text: string,
): SiteEdit[] | undefined {
  const value = findNodeAtLocation(parseTree(manifest) as Node, [section, alias]);
  return value ? [edit(path, manifest, value, text)] : undefined;
}

function declaresElsewhere(manifest: string, name: string): boolean {
  const root = parseTree(manifest) as Node;
  return [...sections].some((section) => findNodeAtLocation(root, [section, name]) !== undefined);
}

const isSorted = (names: readonly string[]) =>
  names.every((name, at) => at === 0 || (names[at - 1] ?? '') < name);
