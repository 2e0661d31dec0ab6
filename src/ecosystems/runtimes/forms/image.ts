import { parseImage } from '../../../domain/image.ts';
import type { ImageVariants } from '../../../domain/runtime.ts';
import { isOlder } from '../lines.ts';
import { type Form, type Goal, left, type Move, moves, type Naming, stays } from './form.ts';
import { restyled, unknownExact, version } from './version.ts';

/** An image that carries the runtime. */
interface NodeImage {
  /** `library/node`, `cimg/node`. */
  readonly name: string;
  readonly family: Family;
  readonly tag?: string;
  /** Where the tag starts in the text. */
  readonly tagAt: number;
  readonly digest: boolean;
}

type Family = 'official' | 'devcontainer' | 'lambda' | 'cimg' | 'ended' | 'named';

/** A reference to an image that carries the runtime: `node:18-alpine`, `public.ecr.aws/docker/library/node:18`. */
export const image: Form = {
  isOurs: (written) => nodeImage(written) !== undefined,
  read(written): Naming {
    const reference = nodeImage(written);
    if (!reference) return { kind: 'unreadable' };
    if (reference.family === 'named') return lineInName(reference.name);
    const line = versionOfTag(reference);
    if (line === undefined) return reference.digest ? { kind: 'unreadable' } : { kind: 'floating' };
    return version.read(line);
  },

  move(written, goal): Move {
    const reference = nodeImage(written);
    const naming = image.read(written);
    if (!reference || naming.kind !== 'pins' || !naming.lines.some((line) => isOlder(line, goal.line)))
      return stays;
    if (reference.digest) return left(written, 'a digest cannot be moved without asking the image registry');
    return moveTag(written, reference, goal);
  },
};

/** `undefined` when the image does not carry Node.js. */
export function nodeImage(written: string): NodeImage | undefined {
  const reference = parseImage(written);
  if (!reference) return undefined;
  const { registry, name, tag, digest } = reference;
  const family = familyOf(registry, name.split('/'));
  if (!family) return undefined;
  const tagAt = tag?.range.start ?? written.length;
  return { name, family, tagAt, digest: digest !== undefined, ...(tag && { tag: tag.text }) };
}

/** Words in the path of a registry that mirrors the official images. */
const mirror = /docker|library|hub|mirror|proxy|cache/i;

function familyOf(registry: string, path: readonly string[]): Family | undefined {
  const name = path.join('/');
  const last = path.at(-1) ?? '';
  const owner = path.at(-2);
  if (/^(?:vscode\/)?devcontainers\/(?:javascript|typescript)-node$/.test(name)) return 'devcontainer';
  if (name === 'lambda/nodejs' || name === 'amazon/aws-lambda-nodejs') return 'lambda';
  if (name === 'cimg/node') return 'cimg';
  if (name === 'bitnami/node' || name === 'circleci/node') return 'ended';
  if (/^nodejs-?\d+(?:-|$)/.test(last)) return 'named';
  if (last !== 'node') return undefined;
  const isMirror = registry !== 'docker.io' && (owner === undefined || mirror.test(owner));
  return owner === 'library' || isMirror ? 'official' : undefined;
}

/** `gcr.io/distroless/nodejs18-debian12`, `ubi9/nodejs-18`: the line stands in the name. */
function lineInName(name: string): Naming {
  const line = /nodejs-?(\d+)/.exec(name)?.[1];
  return line ? { kind: 'pins', lines: [line] } : { kind: 'unreadable' };
}

const officialTag = /^([^-]+)(?:-(.+))?$/;
/** The image's own version may stand before Node's: `1-18-bookworm`. */
const devcontainerTag = /^(?:(?:\d+(?:\.\d+){0,2}|dev)-)?(\d+)(?:-([a-z][a-z0-9]*))?$/;

function versionOfTag({ family, tag }: NodeImage): string | undefined {
  if (tag === undefined) return undefined;
  const own = (family === 'devcontainer' ? devcontainerTag : officialTag).exec(tag)?.[1];
  return own !== undefined && version.read(own).kind === 'pins' ? own : undefined;
}

function moveTag(written: string, reference: NodeImage, goal: Goal): Move {
  const { family, name, tag = '' } = reference;
  switch (family) {
    case 'official':
      return moveOfficial(written, reference, goal);
    case 'devcontainer':
      return /^(?:dev|\d+(?:\.\d+)*)-\d/.test(tag)
        ? left(written, `which versions of ${name} carry ${goal.line} is not known here`)
        : moveOfficial(written, reference, goal);
    case 'cimg':
      return replaceVersion(written, reference, goal);
    case 'lambda':
      return offers(goal, 'aws-lambda') && /^\d+$/.test(tag)
        ? replaceVersion(written, reference, goal)
        : left(written, `whether ${name} has ${goal.line} in this form is not known here`);
    case 'ended':
      return left(written, `${name} no longer gets public tags for new lines; choose another image`);
    case 'named':
      return left(
        written,
        `the line is part of the name of this image; whether ${goal.line} exists is not known here`,
      );
  }
}

function moveOfficial(written: string, reference: NodeImage, goal: Goal): Move {
  const [, , suffix] = officialTag.exec(reference.tag ?? '') ?? [];
  const next = suffix === undefined ? undefined : variantFor(suffix, goal.release?.images);
  if (suffix !== undefined && next === undefined) {
    return left(written, `whether ${goal.line}-${suffix} exists is not known here`);
  }
  return replaceVersion(written, reference, goal, next);
}

function replaceVersion(written: string, reference: NodeImage, goal: Goal, variant?: string): Move {
  const [, own = '', suffix] = officialTag.exec(reference.tag ?? '') ?? [];
  const moved = version.move(own, goal);
  if (moved.kind !== 'moves') {
    return restyled(own, goal) === undefined ? left(written, unknownExact(goal)) : moved;
  }
  const text = moved.patches.map((patch) => patch.text).join('');
  const at = reference.tagAt;
  const patches = [{ range: { start: at, end: at + own.length }, text }];
  if (suffix !== undefined && variant !== undefined && variant !== suffix) {
    const start = at + own.length + 1;
    patches.push({ range: { start, end: start + suffix.length }, text: variant });
  }
  return moves(...patches);
}

const debian = /^(?:jessie|stretch|buster|bullseye|bookworm|trixie|forky)(-slim)?$/;

/**
 * The variant to take on the goal's line: the same where it exists, else what its makers build by default. `undefined`
 * when that is not known.
 */
function variantFor(suffix: string, images: ImageVariants | undefined): string | undefined {
  if (suffix === 'alpine' || suffix === 'slim') return suffix;
  if (!images) return undefined;
  if (images.variants.includes(suffix)) return suffix;
  if (/^alpine\d/.test(suffix)) return images.alpine;
  const [matched, slim = ''] = debian.exec(suffix) ?? [];
  return matched && images.variants.includes(images.debian + slim) ? images.debian + slim : undefined;
}

const tagPrefix = 'node:';

/** The tag alone, or the version it begins with: what a build argument holds. */
export const imageTag: Form = {
  read: (written) => image.read(tagPrefix + written),
  move(written, goal): Move {
    const move = image.move(tagPrefix + written, goal);
    if (move.kind !== 'moves') return move;
    return moves(
      ...move.patches.map(({ range, text }) => ({
        range: { start: range.start - tagPrefix.length, end: range.end - tagPrefix.length },
        text,
      })),
    );
  },
};

/** A tag whose version is a variable: `node:${NODE_VERSION}-buster`. Only its variant may have to move. */
export const imageVariant: Form = {
  read: () => ({ kind: 'floating' }),
  move(written, goal): Move {
    if (written.includes('@'))
      return left(written, 'a digest cannot be moved without asking the image registry');
    const [, suffix] = /\}-([a-z0-9.-]+)$|^-([a-z0-9.-]+)$/i.exec(written) ?? [];
    if (suffix === undefined) return stays;
    const next = variantFor(suffix, goal.release?.images);
    if (next === undefined) return left(written, `whether ${goal.line}-${suffix} exists is not known here`);
    if (next === suffix) return stays;
    return moves({ range: { start: written.length - suffix.length, end: written.length }, text: next });
  },
};

/** Whether a platform is known to offer the goal. */
export function offers(goal: Goal, platform: string): boolean {
  return goal.lifecycle.platforms?.[platform]?.includes(goal.line) ?? false;
}
