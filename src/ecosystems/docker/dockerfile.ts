import type { Dockerfile, Flag, Instruction } from 'dockerfile-ast';
import type { Range } from '../../domain/text.ts';
import type { Mention, Piece } from './mention.ts';
import { expand, type Values } from './variables.ts';

type From = ReturnType<Dockerfile['getFROMs']>[number];
/** By line and column, as the parser counts. */
type LineRange = ReturnType<Instruction['getRange']>;

/** The images a Dockerfile builds on and copies from: https://docs.docker.com/reference/dockerfile/ */
export function imagesOfDockerfile(path: string, text: string, parsed: Dockerfile): Mention[] {
  const offsets = lineOffsets(text);
  const values = buildArguments(parsed, text, offsets);
  const stages = new Set<string>();
  const found: Mention[] = syntaxOf();
  const lastFrom = parsed.getFROMs().at(-1);

  for (const instruction of parsed.getInstructions()) {
    switch (instruction.getKeyword()) {
      case 'FROM':
        found.push(...imagesOfFrom(instruction as From));
        break;
      case 'COPY':
        found.push(...imagesOfCopy(instruction));
        break;
      case 'RUN':
        found.push(...imagesOfRun(instruction));
        break;
    }
  }
  return found;

  function imagesOfFrom(from: From): Mention[] {
    const range = from.getImageRange();
    const mention = range
      ? mentionAt(rangeOf(range, offsets), 'FROM', from === lastFrom ? 'final' : 'stage')
      : [];
    const stage = from.getBuildStage();
    if (stage) stages.add(stage.toLowerCase());
    return mention;
  }

  function imagesOfCopy(copy: Instruction): Mention[] {
    const ranges = flagsOf(copy, 'from').map((flag) => flag.getValueRange());
    return ranges.flatMap((range) =>
      range ? mentionAt(rangeOf(range, offsets), 'COPY --from', 'stage') : [],
    );
  }

  function imagesOfRun(run: Instruction): Mention[] {
    return flagsOf(run, 'mount').flatMap((mount) => {
      const range = mount.getOption('from')?.getValueRange();
      return range ? mentionAt(rangeOf(range, offsets), 'RUN --mount', 'stage') : [];
    });
  }

  function syntaxOf(): Mention[] {
    const directive = parsed.getDirectives().find((one) => one.getName().toLowerCase() === 'syntax');
    return directive ? mentionAt(rangeOf(directive.getValueRange(), offsets), '# syntax', 'syntax') : [];
  }

  /** A stage is named by its name or its number, and is no image. */
  function mentionAt(range: Range, kind: string, type: string): Mention[] {
    const written = text.slice(range.start, range.end);
    const pieces = expand(written, range.start, values);
    const resolved = pieces.map((piece) => piece.text).join('');
    if (stages.has(resolved.toLowerCase()) || /^\d+$/.test(resolved)) return [];
    return [{ path, written: { text: written, range }, pieces, kind, type }];
  }
}

/** `COPY` and `RUN` have flags; the parser's type of an instruction does not know it. */
function flagsOf(instruction: Instruction, name: string): Flag[] {
  const { getFlags } = instruction as Instruction & { getFlags?: () => Flag[] };
  return getFlags?.call(instruction).filter((flag) => flag.getName() === name) ?? [];
}

/**
 * The build arguments before the first FROM, which alone count in a FROM. Each may use the ones before it. One without a
 * default is known to nobody before the build.
 */
function buildArguments(parsed: Dockerfile, text: string, offsets: readonly number[]): Values {
  const known = new Map<string, readonly Piece[]>();
  const values: Values = (name) => known.get(name);
  for (const argument of parsed.getInitialARGs()) {
    const property = argument.getProperty();
    const value = property?.getValueRange();
    if (!property || !value) continue;
    const range = withoutQuotes(text, rangeOf(value, offsets));
    const written = text.slice(range.start, range.end);
    // An escape or a line end within: what it means does not stand there.
    known.set(
      property.getName(),
      /[\\`'"\n]/.test(written) ? [{ text: 'x' }] : expand(written, range.start, values),
    );
  }
  return values;
}

function withoutQuotes(text: string, { start, end }: Range): Range {
  const quoted = end - start > 1 && /["']/.test(text[start] ?? '') && text[start] === text[end - 1];
  return quoted ? { start: start + 1, end: end - 1 } : { start, end };
}

/** The parser counts lines and columns; `\r` alone ends a line for it too. */
function lineOffsets(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((match) => match.index + match[0].length)];
}

function rangeOf({ start, end }: LineRange, offsets: readonly number[]): Range {
  const at = (position: LineRange['start']) => (offsets[position.line] ?? 0) + position.character;
  return { start: at(start), end: at(end) };
}
