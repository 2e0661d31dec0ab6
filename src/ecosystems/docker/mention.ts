import {
  familiarName,
  type ImageReference,
  type Part,
  parseImage,
  runtimeOfImage,
} from '../../domain/image.ts';
import type { Dependency, Purpose, Site } from '../../domain/manifest.ts';
import type { Range } from '../../domain/text.ts';
import { parseTag } from '../tag.ts';

/**
 * A stretch of an image's name, and where it stands in the file: what is written at the place itself, or the default of
 * the variable that stands there. `range` is missing when nobody can tell the variable's value from the file.
 */
export interface Piece {
  readonly text: string;
  readonly range?: Range;
}

/** An image as a file names it. Put together, the pieces are what Docker will see. */
export interface Mention {
  readonly path: string;
  /** As it stands in the file, for people. */
  readonly written: Required<Piece>;
  readonly pieces: readonly Piece[];
  /** The kind of place: `FROM`, `COPY --from`, `image`. */
  readonly kind: string;
  readonly type: string;
}

/** None for `scratch`, for what is not an image at all, and for images that are sites of a runtime. */
export function dependencyOf(mention: Mention): Dependency[] {
  const text = mention.pieces.map((piece) => piece.text).join('');
  if (text === '' || text === 'scratch') return [];
  const image = parseImage(text);
  if (image && runtimeOfImage(image)) return [];
  const known = mention.pieces.every((piece) => piece.range);
  return [
    image
      ? written(mention, image)
      : elsewhere(mention, mention.written.text, known ? 'unreadable' : 'variable'),
  ];
}

function written(mention: Mention, image: ImageReference): Dependency {
  const name = familiarName(image);
  const unknown = firstUnknown(mention);
  if (unknown !== undefined) {
    const nameEnd = (image.tag ?? image.digest)?.range.start ?? Number.POSITIVE_INFINITY;
    return elsewhere(mention, unknown < nameEnd ? mention.written.text : name, 'variable');
  }
  if (!image.tag) return elsewhere(mention, name, image.digest ? 'digest' : 'floating');
  const version = parseTag(image.tag.text);
  if (!version) return elsewhere(mention, name, 'floating', image.tag.text);
  const core = shifted(version.core, image.tag.range.start);
  const tag = siteOf(mention, image.tag, core, 'tag');
  const digest = image.digest && siteOf(mention, image.digest, image.digest.range, 'digest');
  if (!tag || (image.digest && !digest)) return elsewhere(mention, name, 'variable');
  return {
    ...dependency(mention, name, image.tag.text),
    sites: digest ? [tag, digest] : [tag],
  };
}

/** Where in the whole text the first value stands that nobody can tell. */
function firstUnknown({ pieces }: Mention): number | undefined {
  let at = 0;
  for (const { text, range } of pieces) {
    if (!range) return at;
    at += text.length;
  }
  return undefined;
}

function shifted({ start, end }: Range, by: number): Range {
  return { start: start + by, end: end + by };
}

/**
 * The piece of the file that carries this part of the reference; `undefined` when what has to change is spread over several
 * (`ARG MAJOR=3`, `ARG MINOR=19`), which one text cannot replace.
 */
function siteOf(mention: Mention, part: Part, core: Range, kind: string): Site | undefined {
  let at = 0;
  for (const { text, range } of mention.pieces) {
    const start = at;
    at += text.length;
    if (!range || core.start < start || core.end > at) continue;
    const within = {
      start: Math.max(part.range.start - start, 0),
      end: Math.min(part.range.end - start, text.length),
    };
    const written = text.slice(within.start, within.end);
    return { path: mention.path, range: shifted(within, range.start), written, kind };
  }
  return undefined;
}

function elsewhere(
  mention: Mention,
  name: string,
  how: string,
  requirement = mention.written.text,
): Dependency {
  const { path, written, kind } = mention;
  const site: Site = { path, range: written.range, written: written.text, kind };
  return { ...dependency(mention, name, requirement), sites: [site], source: { kind: 'elsewhere', how } };
}

function dependency(mention: Mention, name: string, requirement: string): Omit<Dependency, 'sites'> {
  const { path, type } = mention;
  return {
    ecosystem: 'docker',
    name,
    manifest: path,
    type,
    purpose: purposeOf(path),
    requirement,
    source: { kind: 'registry' },
  };
}

/** What only its developers and their checks start does not reach the users of what is built. */
const development =
  /(?:^|\/)\.(?:github|gitea|forgejo|devcontainer|gitlab-ci)|(?:^|\/)action\.ya?ml$|[.-](?:dev|devel|development|test|tests|ci|local|override)\.ya?ml$|\.(?:dev|test|ci)$/i;

function purposeOf(path: string): Purpose {
  return development.test(path) ? 'development' : 'production';
}
