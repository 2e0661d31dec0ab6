import type { Dockerfile, Instruction } from 'dockerfile-ast';
import type { Codemod, Edit, Note, Result, SourceFile } from '../../src/change/codemod.ts';
import { otherCodenames } from './codenames.ts';

export const codemod: Codemod = {
  id: 'dockerfile-legacy-syntax',
  title: 'Write Dockerfiles without what BuildKit calls legacy',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'tool', name: 'docker' },
  languages: ['dockerfile'],
  hints: [['FROM'], ['from']],
  rules: [
    { id: 'as', doc: 'FROM a as b → FROM a AS b' },
    { id: 'maintainer', doc: 'MAINTAINER a → LABEL org.opencontainers.image.authors="a"' },
    { id: 'env', doc: 'ENV a b → ENV a=b' },
    { id: 'codename', doc: 'package sources of another release than the base image are for a person' },
  ],
  transform(file, context) {
    const parsed = file.dockerfile();
    const look: Look = { file, parsed, offsets: lineOffsets(file.text) };
    const parts = parsed.getInstructions().map((instruction) => partOf(look, instruction));
    const notes = [...parts.flatMap((part) => part.notes), ...otherCodenames(look, 'codename')];
    const isAsked = ({ rule }: { readonly rule: string }) => context.enabled(rule);
    const result: Result = {
      kind: 'result',
      edits: parts.flatMap(({ edits }) => edits).filter(isAsked),
      notes: notes.filter(isAsked),
    };
    return result;
  },
};

export interface Look {
  readonly file: SourceFile;
  readonly parsed: Dockerfile;
  readonly offsets: readonly number[];
}

interface Part {
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}

const nothing: Part = { edits: [], notes: [] };

function partOf(look: Look, instruction: Instruction): Part {
  switch (instruction.getKeyword()) {
    case 'FROM':
      return from(look, instruction);
    case 'MAINTAINER':
      return maintainer(look, instruction);
    case 'ENV':
      return environment(look, instruction);
    case 'ONBUILD': {
      const { getTriggerInstruction } = instruction as Instruction & {
        getTriggerInstruction?: () => Instruction | null;
      };
      const trigger = getTriggerInstruction?.call(instruction);
      return trigger?.getKeyword() === 'ENV' ? environment(look, trigger) : nothing;
    }
    default:
      return nothing;
  }
}

/** The parser counts lines and columns; `\r` alone ends a line for it too. */
function lineOffsets(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
}

export function rangeOf({ offsets }: Look, range: ReturnType<Instruction['getRange']>) {
  const at = ({ line, character }: { line: number; character: number }) => (offsets[line] ?? 0) + character;
  return { start: at(range.start), end: at(range.end) };
}

/** https://docs.docker.com/reference/build-checks/from-as-casing/: it is written like its FROM. */
function from(look: Look, instruction: Instruction): Part {
  const [, as] = instruction.getArguments();
  if (instruction.getInstruction() !== 'FROM' || as?.getValue().toLowerCase() !== 'as') return nothing;
  const { start, end } = rangeOf(look, as.getRange());
  if (look.file.text.slice(start, end) === 'AS') return nothing;
  return { edits: [{ start, end, text: 'AS', rule: 'as', sure: true }], notes: [] };
}

/** https://docs.docker.com/reference/build-checks/maintainer-deprecated/ */
function maintainer(look: Look, instruction: Instruction): Part {
  const { start, end } = rangeOf(look, instruction.getRange());
  const args = instruction.getArgumentsRange();
  const written = args && look.file.text.slice(rangeOf(look, args).start, end);
  if (!written || written.includes('\n')) return nothing;
  const inner = /^"([^"\\]*)"$/.exec(written)?.[1] ?? written;
  const mark = look.parsed.getEscapeCharacter();
  const value = [...inner]
    .map((one) => (one === '"' || one === '$' || one === mark ? `${mark}${one}` : one))
    .join('');
  const text = `LABEL org.opencontainers.image.authors="${value}"`;
  return { edits: [{ start, end, text, rule: 'maintainer', sure: true }], notes: [] };
}

/** https://docs.docker.com/reference/build-checks/legacy-key-value-format/ */
function environment(look: Look, instruction: Instruction): Part {
  const rule = 'env';
  const args = instruction.getArgumentsRange();
  if (!args) return nothing;
  const { start, end } = rangeOf(look, args);
  const written = look.file.text.slice(start, end);
  const [, name, space, value] = /^([^\s=]+)([ \t]+)([\s\S]+)$/.exec(written) ?? [];
  if (!name || !space || !value) return nothing;
  const becomes = assigned(value, look.parsed.getEscapeCharacter());
  if (becomes === undefined) {
    const message = `'${instruction.getInstruction()} ${name} value' is the old form; write ${name}=value with the quotes that the value needs`;
    return {
      edits: [],
      notes: [
        {
          start,
          rule,
          message,
          guide: 'https://docs.docker.com/reference/build-checks/legacy-key-value-format/',
        },
      ],
    };
  }
  const from = start + name.length;
  return { edits: [{ start: from, end, text: `=${becomes}`, rule, sure: true }], notes: [] };
}

/** The old form takes the rest of the line as one value, quotes taken away; the new one ends at a space. */
function assigned(value: string, mark: string): string | undefined {
  if (value.includes('\n') || /^=/.test(value)) return undefined;
  const isWhole = /^"[^"\\`]*"$|^'[^']*'$/.test(value);
  if (isWhole || !/\s/.test(value)) return value;
  return /["']/.test(value) || value.includes(mark) ? undefined : `"${value}"`;
}
