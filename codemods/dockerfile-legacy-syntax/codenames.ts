import type { Instruction } from 'dockerfile-ast';
import type { Note } from '../../src/change/codemod.ts';
import { type Look, rangeOf } from './codemod.ts';

/** Releases that package sources name: https://www.debian.org/releases/, https://wiki.ubuntu.com/Releases */
const codenames = [
  ...['jessie', 'stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky'],
  ...['trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble'],
];
const inSource = new RegExp(`\\b(${codenames.join('|')})\\b`, 'g');

/** A stage whose image is built on one release and whose package sources are of another. */
export function otherCodenames(look: Look, rule: string): Note[] {
  const notes: Note[] = [];
  let base: string | undefined;
  for (const instruction of look.parsed.getInstructions()) {
    if (instruction.getKeyword() === 'FROM') base = codenameOf(instruction);
    if (instruction.getKeyword() !== 'RUN' || base === undefined) continue;
    const { start, end } = rangeOf(look, instruction.getRange());
    const text = look.file.text.slice(start, end);
    if (!/\bapt\b|\bapt-get\b|\bdeb\s|sources\.list/.test(text)) continue;
    const other = [...text.matchAll(inSource)].find(([name]) => name !== base);
    if (!other) continue;
    const message = `the base image is ${base} now, and this asks for packages of ${other[0]}; see whether ${base} has them`;
    notes.push({ start: start + other.index, rule, message });
  }
  return notes;
}

/** `node:24-bookworm-slim` */
function codenameOf(from: Instruction): string | undefined {
  const image = from.getArguments()[0]?.getValue() ?? '';
  return codenames.find((name) => new RegExp(`:.*\\b${name}\\b`).test(image));
}
