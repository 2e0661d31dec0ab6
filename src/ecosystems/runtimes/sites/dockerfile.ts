import type { Dockerfile, Flag, From } from 'dockerfile-ast';
import type { Range } from '../../../domain/text.ts';
import type { SourceFile } from '../file.ts';
import { nodeImage } from '../forms/image.ts';

/** What a Dockerfile says of Node, by the kind of place. */
export interface DockerfileSites {
  /** Whole references: `node:18-alpine`. */
  readonly images: readonly Range[];
  /** References whose tag is a variable: `node:${NODE_VERSION}-alpine`. */
  readonly templates: readonly Range[];
  /** Defaults of variables that such a tag, or a variable called after Node, takes its version from. */
  readonly versions: readonly Range[];
}

interface Written {
  readonly text: string;
  readonly range: Range;
}

type LineRange = { readonly start: Position; readonly end: Position };
type Position = { readonly line: number; readonly character: number };

/** Variables that hold Node's version wherever they are set. */
const versionVariable = /^NODE(?:JS)?_(?:VERSION|MAJOR)$/i;

export function dockerfileSites(file: SourceFile): DockerfileSites {
  const parsed = file.dockerfile();
  if (!parsed) return { images: [], templates: [], versions: [] };
  const locate = locator(file.text);
  const defaults = defaultsOf(parsed, locate);
  const references = referencesOf(parsed, locate).flatMap((reference) => resolve(reference, defaults));
  const found = references.map((reference) => sitesOf(reference, defaults));
  return {
    images: found.flatMap((sites) => sites.images),
    templates: found.flatMap((sites) => sites.templates),
    versions: [...found.flatMap((sites) => sites.versions), ...ownVariables(parsed, locate)],
  };
}

/** `FROM`, `COPY --from=` and `RUN --mount=from=`; names of stages are no images and carry no Node. */
function referencesOf(parsed: Dockerfile, locate: (range: LineRange) => Range): readonly Written[] {
  const from = parsed.getFROMs().flatMap((instruction: From) => {
    const [text, range] = [instruction.getImage(), instruction.getImageRange()];
    return text && range ? [{ text, range: locate(range) }] : [];
  });
  const copied = parsed.getCOPYs().flatMap((copy) => flagValue(copy.getFromFlag(), locate));
  return [...from, ...copied];
}

function flagValue(flag: Flag | null, locate: (range: LineRange) => Range): readonly Written[] {
  const [text, range] = [flag?.getValue(), flag?.getValueRange()];
  return text && range ? [{ text, range: locate(range) }] : [];
}

/** Only what stands before the first FROM can be used in one. Quotes are not part of the value. */
function defaultsOf(parsed: Dockerfile, locate: (range: LineRange) => Range): ReadonlyMap<string, Written> {
  return new Map(
    parsed.getInitialARGs().flatMap((argument) => {
      const property = argument.getProperty();
      const value = property && writtenValue(property, locate);
      return property && value ? [[property.getName(), value] as const] : [];
    }),
  );
}

function writtenValue(
  property: { getValue(): string | null; getValueRange(): LineRange | null },
  locate: (range: LineRange) => Range,
): Written | undefined {
  const [text, lines] = [property.getValue(), property.getValueRange()];
  if (!text || !lines) return undefined;
  const { start, end } = locate(lines);
  const quote = end - start === text.length + 2 ? 1 : 0;
  return { text, range: { start: start + quote, end: end - quote } };
}

const wholeVariable = /^\$(?:\{(\w+)\}|(\w+))$/;

/** `FROM ${BASE}` is the reference that BASE holds. */
function resolve(reference: Written, defaults: ReadonlyMap<string, Written>): readonly Written[] {
  const match = wholeVariable.exec(reference.text);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) return [reference];
  const value = defaults.get(name);
  return value && !wholeVariable.test(value.text) ? [value] : [];
}

/** A tag that starts with a variable: its name, and its own default where it has one. */
const variableTag = /:\$(?:\{(\w+)(?::?-([^}]*))?\}|(\w+))([^:/]*)$/;

function sitesOf({ text, range }: Written, defaults: ReadonlyMap<string, Written>): DockerfileSites {
  const match = variableTag.exec(text);
  if (!match)
    return { images: !text.includes('$') && nodeImage(text) ? [range] : [], templates: [], versions: [] };
  if (!nodeImage(text.slice(0, match.index))) return { images: [], templates: [], versions: [] };
  const [, braced, fallback, bare] = match;
  const value = defaults.get(braced ?? bare ?? '');
  return {
    images: [],
    templates: [range],
    versions: [
      ...(value ? [value.range] : []),
      ...(fallback ? [fallbackRange(text, range, match.index, fallback)] : []),
    ],
  };
}

function fallbackRange(text: string, range: Range, from: number, fallback: string): Range {
  const start = range.start + text.indexOf(`-${fallback}`, from) + 1;
  return { start, end: start + fallback.length };
}

function ownVariables(parsed: Dockerfile, locate: (range: LineRange) => Range): readonly Range[] {
  const properties = [
    ...parsed.getARGs().map((argument) => argument.getProperty()),
    ...parsed.getENVs().flatMap((environment) => environment.getProperties()),
  ];
  return properties.flatMap((property) => {
    if (!property || !versionVariable.test(property.getName())) return [];
    const value = writtenValue(property, locate);
    return value && /^v?\d/.test(value.text) ? [value.range] : [];
  });
}

/** From the parser's lines and columns to offsets. */
function locator(text: string): (range: LineRange) => Range {
  const starts = [0];
  for (const end of text.matchAll(/\r\n|\r|\n/g)) starts.push(end.index + end[0].length);
  const offset = ({ line, character }: Position) => (starts[line] ?? text.length) + character;
  return ({ start, end }) => ({ start: offset(start), end: offset(end) });
}
