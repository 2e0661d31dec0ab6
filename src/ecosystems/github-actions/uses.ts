import type { Range } from '../../domain/text.ts';
import { parseTag } from '../tag.ts';

/** What stands after `uses:`. Ranges count in the text that was parsed. */
export type Uses =
  /** `./.github/actions/build`: a part of the repository itself. */
  | { readonly kind: 'local' }
  /** `docker://alpine:3.19`: an image, read by the ecosystem `docker`. */
  | { readonly kind: 'image' }
  /** `${{ inputs.action }}`: not known before it runs. */
  | { readonly kind: 'expression' }
  /** `https://code.example/owner/repo@v1`: another forge, on Forgejo and Gitea. */
  | { readonly kind: 'address'; readonly name: string; readonly ref: string }
  | {
      readonly kind: 'action';
      /** `owner/repo`, without the folder within it. */
      readonly name: string;
      readonly ref: string;
      readonly refRange: Range;
      readonly pinned: boolean;
    }
  | { readonly kind: 'unreadable' };

const longest = 512;
const action = /^([\w.-]+\/[\w.-]+)(?:\/[^@\s]*)?@([^\s@]+)$/;
const address = /^https?:\/\/([^@\s]+)@([^\s@]+)$/;
const commit = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;

export function parseUses(text: string): Uses {
  if (/^(?:\.{1,2}|\$)\//.test(text)) return { kind: 'local' };
  if (text.startsWith('docker://')) return { kind: 'image' };
  if (text.includes('${{')) return { kind: 'expression' };
  if (text.length > longest) return { kind: 'unreadable' };
  const [, url, urlRef] = address.exec(text) ?? [];
  if (url && urlRef) return { kind: 'address', name: url, ref: urlRef };
  const [, name, ref] = action.exec(text) ?? [];
  if (!name || !ref) return { kind: 'unreadable' };
  const refRange = { start: text.length - ref.length, end: text.length };
  return { kind: 'action', name, ref, refRange, pinned: commit.test(ref) };
}

/**
 * The words people and tools put before the version in the comment behind a pin: `# v4.1.2`, `# tag=v4.1.2`, `# pin @v4`,
 * `# ratchet:actions/checkout@v4`, `# actions/checkout@v4`, `# version: 4.1`.
 */
const comment =
  /^["']?[ \t]*#[ \t]*(?:renovate:[ \t]*)?((?:tag|version)[ \t]*[:=][ \t]*|pin[ \t]*@|[\w.:/-]{1,200}@)?([\w.+/-]{1,255})/i;

/** The version that the comment behind a pinned commit claims, in the rest of its line. */
export function versionInComment(
  rest: string,
): { readonly version: string; readonly range: Range } | undefined {
  const [whole, introduced, version] = comment.exec(rest) ?? [];
  if (whole === undefined || version === undefined) return undefined;
  const tag = parseTag(version);
  // `# 2 spaces` and `# step3` are no versions, unless somebody said that they are.
  const plainly =
    tag &&
    (introduced !== undefined ||
      /(?:^|[-/_])v$/i.test(tag.prefix) ||
      (tag.prefix === '' && tag.numbers.length > 1));
  return plainly
    ? { version, range: { start: whole.length - version.length, end: whole.length } }
    : undefined;
}
