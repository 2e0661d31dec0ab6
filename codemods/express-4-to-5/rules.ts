/** What the rules of this codemod share: how they answer, and how they name a member. */
import type { CallExpression, Node } from '@babel/types';
import type { Context, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import { literalSaying, spot } from '../../src/change/syntax.ts';
import type { Express } from './tracking.ts';

export interface Look {
  readonly file: SourceFile;
  readonly express: Express;
  readonly context: Context;
}

export interface Found {
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}

const guide = 'https://expressjs.com/en/guide/migrating-5.html';

export function found(...edits: readonly Edit[]): Found {
  return { edits, notes: [] };
}

export function noted(rule: string, at: Node, message: string): Found {
  return { edits: [], notes: [{ start: spot(at).start, rule, message, guide }] };
}

export function edit(rule: string, start: number, end: number, text: string, sure = true): Edit {
  return { start, end, text, rule, sure };
}

/** `res.sendfile` → `res.sendFile`, also `res['sendfile']`. */
export function renamed(rule: string, member: Node, name: string, file: SourceFile): readonly Edit[] {
  if (member.type !== 'MemberExpression' && member.type !== 'OptionalMemberExpression') return [];
  const { property } = member;
  const { start, end } = spot(property);
  return [edit(rule, start, end, member.computed ? literalSaying(file, property, name) : name)];
}

/** The call that a member is the callee of. */
export function callOf(member: Node, file: SourceFile): CallExpression | undefined {
  const parent = file.tree().parent(member);
  return parent?.type === 'CallExpression' && parent.callee === member ? parent : undefined;
}
