import type { CallExpression } from '@babel/types';
import { describe, expect, it } from 'vitest';
import { applied } from '../../src/change/edits.ts';
import { changed, type Part, replaced, resultOf, sharing } from '../../src/change/part.ts';
import { sourceFile } from '../../src/change/source-file.ts';

const file = sourceFile('tide.js', "import { ebb, flow } from 'tide';\nebb();\nflow();\n");
const program = file.babel().program;

/** The call of a name becomes a string. */
function part(name: string, sure: boolean): Part {
  const calls = program.body.flatMap((each) =>
    each.type === 'ExpressionStatement' ? [each.expression as CallExpression] : [],
  );
  const call = calls.find(({ callee }) => callee.type === 'Identifier' && callee.name === name);
  if (!call) throw new Error(`nobody calls ${name}`);
  return changed([{ ...replaced('rule', call, `'${name}'`), sure }], call);
}

function both(parts: readonly Part[]): {
  readonly sure: string | undefined;
  readonly all: string | undefined;
} {
  const result = resultOf(file, parts);
  if (result.kind === 'skip') throw new Error(result.because);
  const sure = result.edits.filter((edit) => edit.sure);
  return { sure: applied(file.text, sure), all: applied(file.text, result.edits) };
}

describe('what is sure, alone', () => {
  it('takes the import with it when nothing else uses it', () => {
    const { sure, all } = both([part('ebb', true), part('flow', true)]);
    expect(sure).toBe("'ebb';\n'flow';\n");
    expect(all).toBe(sure);
  });

  it('leaves an import whose last use goes with what is not sure', () => {
    const { sure, all } = both([part('ebb', true), part('flow', false)]);
    expect(sure).toContain("import { ebb, flow } from 'tide';");
    expect(sure).toContain("'ebb';\nflow();");
    expect(all).toBe("'ebb';\n'flow';\n");
  });

  it('brings an import that it shares with what is not sure', () => {
    const line = { start: 0, end: 0, text: "import { tide } from 'tide';\n", rule: 'rule' };
    const [first, second] = sharing([
      { edits: [{ ...line, sure: false }], gone: [], notes: [] },
      { edits: [{ ...line, sure: true }], gone: [], notes: [] },
    ]);
    expect(first?.edits).toEqual([{ ...line, sure: true }]);
    expect(second?.edits).toEqual([]);
  });
});
