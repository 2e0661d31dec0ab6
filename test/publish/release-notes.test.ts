import compare from 'semver/functions/compare.js';
import { describe, expect, it } from 'vitest';
import { notesBetween } from '../../src/publish/release-notes.ts';

const versions = (changelog: string, from: string, to: string) =>
  notesBetween(changelog, from, to, compare).map((note) => note.version);

describe('the sections of a changelog between two versions', () => {
  it.each([
    [
      'keep a changelog',
      '# Changelog\n\n## [Unreleased]\n\n## [5.1.0] - 2025-03-31\n- b\n\n## [5.0.0] - 2024-09-10\n- a\n\n## [4.21.0]\n- old\n',
    ],
    [
      'underlined',
      '5.1.0 / 2025-03-31\n========================\n\n* b\n\n5.0.0 / 2024-09-10\n===\n\n* a\n\n4.21.0 / 2024-09-11\n==========\n* old\n',
    ],
    ['with v', '# v5.1.0\nb\n# v5.0.0\na\n# v4.21.0\nold\n'],
    [
      'linked and dated',
      '## [5.1.0](https://github.com/a/b/compare/v5.0.0...v5.1.0) (2025-03-31)\nb\n## [5.0.0](x)\na\n### 4.21.0\nold',
    ],
    ['bold', '**5.1.0**\nb\n\n**5.0.0**\na\n\n**4.21.0**\nold'],
    ['a package name first', '## express@5.1.0\nb\n## express@5.0.0\na\n## express@4.21.0\nold'],
    ['CRLF', '## 5.1.0\r\nb\r\n\r\n## 5.0.0\r\na\r\n## 4.21.0\r\nold\r\n'],
  ])('are found when written as %s', (_, changelog) => {
    expect(versions(changelog, '4.21.0', '5.1.0')).toEqual(['5.1.0', '5.0.0']);
  });

  it.each([
    ['no headings', 'We fixed 5.1.0 and 5.0.0.\n'],
    ['nothing', ''],
    ['only other versions', '## 6.0.0\nx\n## 4.0.0\ny\n'],
  ])('are none with %s', (_, changelog) => {
    expect(versions(changelog, '4.21.0', '5.1.0')).toEqual([]);
  });

  it('carry their own text', () => {
    expect(
      notesBetween('## 2.0.0\n\nNew.\n\n\n\n### Fixes\n\n* one\n\n## 1.0.0\nold', '1.0.0', '2.0.0', compare),
    ).toEqual([{ version: '2.0.0', text: 'New.\n\n### Fixes\n\n* one' }]);
  });

  it('takes no time on a line made to hurt', () => {
    expect(
      versions(`${'#'.repeat(50_000)}\n${'## '.repeat(20_000)}1\n## 5.1.0\nx`, '5.0.0', '5.1.0'),
    ).toEqual(['5.1.0']);
  });
});
