/** The scripts of a workflow or a composite action, and the shell that each runs in. */
import type { Node } from 'yaml';
import type { SourceFile } from '../../src/change/codemod.ts';
import { entriesOf, itemsOf, scalarOf, yamlAt } from '../../src/change/syntax.ts';

export type Shell =
  | { readonly kind: 'posix' | 'pwsh' | 'powershell' | 'other' }
  /** Nobody says, and the runner may be Windows or not. */
  | { readonly kind: 'unknown' };

export interface Script {
  /** Where its text stands in the file. */
  readonly start: number;
  readonly end: number;
  /** Whether what stands there is what the shell is given: no escapes. */
  readonly isLiteral: boolean;
  readonly shell: Shell;
}

export function scriptsIn(file: SourceFile): readonly Script[] {
  return file.yaml().flatMap((document) => {
    const [whole] = yamlAt(document);
    const jobs = yamlAt(document, 'jobs', '*').flatMap((job) =>
      itemsOf(valueAt(job, 'steps')).flatMap((step) => scriptOf(step, file, () => shellOf(step, job, whole))),
    );
    const composite = yamlAt(document, 'runs', 'steps', '*').flatMap((step) =>
      scriptOf(step, file, () => shellOf(step)),
    );
    return [...jobs, ...composite];
  });
}

function valueAt(node: unknown, ...path: readonly string[]): Node | undefined {
  return path.reduce<unknown>((at, key) => entriesOf(at).find((entry) => entry.key === key)?.value, node) as
    | Node
    | undefined;
}

const textAt = (node: unknown, ...path: readonly string[]): string | undefined => {
  const value = scalarOf(valueAt(node, ...path))?.value;
  return typeof value === 'string' ? value : undefined;
};

function scriptOf(step: Node, file: SourceFile, shell: () => Shell): readonly Script[] {
  const run = scalarOf(valueAt(step, 'run'));
  if (!run?.range || typeof run.value !== 'string') return [];
  const [from, to] = run.range;
  const isBlock = run.type === 'BLOCK_LITERAL' || run.type === 'BLOCK_FOLDED';
  const isQuoted = run.type === 'QUOTE_SINGLE' || run.type === 'QUOTE_DOUBLE';
  const start = isBlock ? file.text.indexOf('\n', from) + 1 : from + (isQuoted ? 1 : 0);
  const end = isQuoted ? to - 1 : to;
  return [{ start, end, isLiteral: isLiteral(run.type, file.text.slice(start, end)), shell: shell() }];
}

/** Folded lines become one; quotes and escapes are not the shell's. */
function isLiteral(type: string | undefined, text: string): boolean {
  if (type === 'BLOCK_LITERAL') return true;
  if (text.trim().includes('\n')) return false;
  return type === 'BLOCK_FOLDED' || type === 'PLAIN' || (type === 'QUOTE_SINGLE' && !text.includes("'"));
}

/** https://docs.github.com/actions/writing-workflows/workflow-syntax-for-github-actions#jobsjob_idstepsshell */
function shellOf(step: Node, job?: Node, workflow?: Node): Shell {
  const written =
    textAt(step, 'shell') ??
    textAt(job, 'defaults', 'run', 'shell') ??
    textAt(workflow, 'defaults', 'run', 'shell');
  if (written !== undefined) return named(written);
  const runner = JSON.stringify(plain(valueAt(job, 'runs-on')) ?? '').toLowerCase();
  const choices = JSON.stringify(plain(valueAt(job, 'strategy', 'matrix')) ?? '').toLowerCase();
  const all = runner.includes('${{') ? `${runner} ${choices}` : runner;
  if (all.includes('windows')) return { kind: runner.includes('${{') ? 'unknown' : 'pwsh' };
  return { kind: /ubuntu|macos|linux/.test(all) ? 'posix' : 'unknown' };
}

function named(shell: string): Shell {
  const [program = ''] = shell.trim().split(/\s+/);
  const name = program.slice(program.lastIndexOf('/') + 1);
  if (/^(?:ba|da|z)?sh$/.test(name)) return { kind: 'posix' };
  return { kind: name === 'pwsh' || name === 'powershell' ? name : 'other' };
}

/** What a node says, as far as its words matter. */
function plain(node: unknown): unknown {
  const scalar = scalarOf(node);
  if (scalar) return scalar.value;
  const { items } = (node ?? {}) as { items?: readonly unknown[] };
  return items?.map((item) => {
    const { key, value } = item as { key?: unknown; value?: unknown };
    return key === undefined ? plain(item) : [plain(key), plain(value)];
  });
}
