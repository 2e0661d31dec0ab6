import type { SourceFile } from './codemod.ts';
import { spot } from './tree.ts';

/** How the author writes, so that what is inserted looks the same. */
export interface Habits {
  readonly quote: "'" | '"';
  readonly semicolon: ';' | '';
}

/** The first strings and statements are enough to know, those of elements left out, which have quotes of their own; a tie falls to single quotes and semicolons. */
const enough = 50;

export function habitsOf(file: SourceFile): Habits {
  const tree = file.tree();
  const double = tree
    .of('StringLiteral')
    .filter((one) => tree.parent(one)?.type !== 'JSXAttribute')
    .slice(0, enough)
    .map((one) => (file.text[spot(one).start] === '"' ? 1 : -1));
  const bare = [...tree.of('VariableDeclaration'), ...tree.of('ExpressionStatement')]
    .filter((one) => tree.parent(one)?.type === 'Program' || tree.parent(one)?.type === 'BlockStatement')
    .slice(0, enough)
    .map((one) => (file.text[spot(one).end - 1] === ';' ? -1 : 1));
  return { quote: sum(double) > 0 ? '"' : "'", semicolon: sum(bare) > 0 ? '' : ';' };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
