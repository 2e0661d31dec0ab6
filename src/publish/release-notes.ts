/** A section of a changelog, headed by the version it tells of. */
export interface ReleaseNote {
  readonly version: string;
  readonly text: string;
}

const versionInHeading =
  /^(?:[#=*\s[(]|<a [^>]*>|<\/a>)*(?:version |release |v|[\w@/.-]{1,60}@)*(\d{1,9}\.\d{1,9}\.\d{1,9}(?:-[0-9A-Za-z.-]{1,40})?)\b/i;
const longestLine = 400;

/**
 * The sections of a changelog above one version and up to another. Changelogs have no format; what can be told is a heading
 * that begins with a version number (`## [5.1.0] - 2025-03-31`, `5.1.0 / 2025-03-31` underlined, `**5.1.0**`).
 */
export function notesBetween(
  changelog: string,
  from: string,
  to: string,
  compare: (a: string, b: string) => number,
): ReleaseNote[] {
  return sections(changelog).filter(({ version }) => compare(version, from) > 0 && compare(version, to) <= 0);
}

function sections(changelog: string): ReleaseNote[] {
  const lines = changelog.replaceAll('\r\n', '\n').split('\n');
  const found: { version: string; lines: string[] }[] = [];
  for (const [index, line] of lines.entries()) {
    const version = headingVersion(line, lines[index + 1] ?? '');
    if (version) found.push({ version, lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found.map(({ version, lines: body }) => ({ version, text: tidied(body) }));
}

function headingVersion(line: string, next: string): string | undefined {
  if (line.length > longestLine) return undefined;
  const isHeading =
    /^#{1,4} ?\S/.test(line) || /^(={3,}|-{3,})\s*$/.test(next) || /^\*\*.*\*\*\s*$/.test(line);
  return isHeading ? versionInHeading.exec(line)?.[1] : undefined;
}

const tidied = (lines: readonly string[]) =>
  lines
    .filter((line) => !/^(={3,}|-{3,})\s*$/.test(line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
