/**
 * Text from elsewhere (release notes, package names, a publisher's deprecation) made harmless to show on GitHub: it notifies
 * nobody, links back to no issue, closes nothing and does not break out of the fold it stands in. Words stay readable.
 */
export function defuse(text: string): string {
  return text
    .replaceAll('\u0000', '')
    .replace(/<!--/g, '&lt;!--')
    .replace(
      /<(\/?)(details|summary|script|style|iframe|form|input|button|img|picture|video|audio)\b/gi,
      '&lt;$1$2',
    )
    .replace(
      /(https?:\/\/)(?:www\.)?github\.com(?=\/[\w.-]+\/[\w.-]+\/(?:issues|pull|commit|discussions|compare)\b)/gi,
      '$1redirect.github.com',
    )
    .replace(/(^|[^\w`/])@(?=[\w-])/g, `$1@${gap}`)
    .replace(/#(?=\d)/g, `#${gap}`)
    .replace(/\bGH-(?=\d)/gi, (mark) => `${mark}${gap}`);
}

/** A zero-width space: nothing to see, and `@name` is no mention any more. */
const gap = '\u200b';

/** One cell of a table: no line end, no bar. */
export function cell(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
