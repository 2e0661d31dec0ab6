/** Steps that use an action at a known major version. */
import type { Node } from 'yaml';
import type { SourceFile } from '../../src/change/codemod.ts';
import { entriesOf, itemsOf, scalarOf, type YamlEntry, yamlAt } from '../../src/change/syntax.ts';

export interface Step {
  /** `owner/name` in lower case, without a folder within it. */
  readonly action: string;
  readonly major: number;
  readonly uses: Node;
  readonly inputs: readonly YamlEntry[];
  /** The `with:` itself, where there is one. */
  readonly with: YamlEntry | undefined;
  /** The job it is part of; nothing in an action. */
  readonly job: Node | undefined;
}

export function stepsIn(file: SourceFile): readonly Step[] {
  return file.yaml().flatMap((document) => {
    const jobs = yamlAt(document, 'jobs', '*').flatMap((job) =>
      itemsOf(valueAt(job, 'steps')).flatMap((step) => stepOf(file, step, job)),
    );
    const composite = yamlAt(document, 'runs', 'steps', '*').flatMap((step) => stepOf(file, step, undefined));
    return [...jobs, ...composite];
  });
}

export function valueAt(node: unknown, ...path: readonly string[]): Node | undefined {
  return path.reduce<unknown>((at, key) => entriesOf(at).find((entry) => entry.key === key)?.value, node) as
    | Node
    | undefined;
}

export function textOf(node: unknown): string | undefined {
  const scalar = scalarOf(node);
  return scalar && (typeof scalar.value === 'string' ? scalar.value : scalar.source);
}

function stepOf(file: SourceFile, step: Node, job: Node | undefined): readonly Step[] {
  const uses = valueAt(step, 'uses');
  const written = textOf(uses);
  const [, action, ref] = /^([\w.-]+\/[\w.-]+)(?:\/[^@\s]*)?@([^\s@]+)$/.exec(written ?? '') ?? [];
  if (!uses?.range || !action || !ref) return [];
  const lineEnd = file.text.indexOf('\n', uses.range[1]);
  const behind = file.text.slice(uses.range[1], lineEnd === -1 ? undefined : lineEnd);
  const major = majorOf(ref, behind);
  if (major === undefined) return [];
  const given = entriesOf(step).find(({ key }) => key === 'with');
  return [{ action: action.toLowerCase(), major, uses, job, with: given, inputs: entriesOf(given?.value) }];
}

/** `v4`, `v4.1.2`, or a commit with its version in a comment. */
function majorOf(ref: string, behind: string): number | undefined {
  const isCommit = /^[0-9a-f]{40,64}$/i.test(ref);
  const version = isCommit
    ? /#[ \t]*(?:\w+[=:][ \t]*|[\w./-]*@)?v?(\d+)(?:\.\d+)*\b/.exec(behind)?.[1]
    : /^v?(\d+)(?:\.\d+){0,2}$/.exec(ref)?.[1];
  return version === undefined ? undefined : Number(version);
}
