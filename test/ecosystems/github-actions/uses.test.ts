import { describe, expect, it } from 'vitest';
import { parseUses, versionInComment } from '../../../src/ecosystems/github-actions/uses.ts';

const sha = '0123456789abcdef0123456789abcdef01234567';

describe('what `uses` says', () => {
  const rows: [string, object][] = [
    ['', { kind: 'unreadable' }],
    ['actions/checkout', { kind: 'unreadable' }],
    ['checkout@v4', { kind: 'unreadable' }],
    ['a/b@v 1', { kind: 'unreadable' }],
    [`a/${'b'.repeat(9999)}@v1`, { kind: 'unreadable' }],
    ['./.github/actions/x', { kind: 'local' }],
    ['docker://alpine:3.19', { kind: 'image' }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a workflow
    ['actions/checkout@${{ inputs.ref }}', { kind: 'expression' }],
    ['https://code.example/acme/tool@v1', { kind: 'address', name: 'code.example/acme/tool', ref: 'v1' }],
    ['actions/checkout@main', { kind: 'action', name: 'actions/checkout', ref: 'main', pinned: false }],
    ['github/codeql-action/init@v3', { kind: 'action', name: 'github/codeql-action', ref: 'v3' }],
    ['a/b/.github/workflows/x.yml@v1.2', { kind: 'action', name: 'a/b', ref: 'v1.2' }],
    ['a/b@release/v1', { kind: 'action', name: 'a/b', ref: 'release/v1' }],
    [`a/b@${sha}`, { kind: 'action', name: 'a/b', ref: sha, pinned: true }],
  ];
  for (const [text, wanted] of rows) {
    it(text.slice(0, 60), () => {
      const uses = parseUses(text);
      expect(uses).toMatchObject(wanted);
      if (uses.kind === 'action') expect(text.slice(uses.refRange.start, uses.refRange.end)).toBe(uses.ref);
    });
  }
});

describe('the version in the comment behind a pin', () => {
  const rows: [string, string?][] = [
    [''],
    [' # checkout'],
    [' # 2 spaces'],
    [' # step3'],
    [' v4'],
    [', with: {} } # v4'],
    [' # v4.1.2', 'v4.1.2'],
    ['" # v4.1.2 (keep)', 'v4.1.2'],
    [' #v4', 'v4'],
    [' # 4.1', '4.1'],
    [' # tag=v4.1.2', 'v4.1.2'],
    [' # renovate: tag=v4', 'v4'],
    [' # pin @v4', 'v4'],
    [' # ratchet:actions/checkout@v4', 'v4'],
    [' # version: 4', '4'],
    [' # v4.1.2\r', 'v4.1.2'],
  ];
  for (const [rest, version] of rows) {
    it(JSON.stringify(rest), () => {
      const found = versionInComment(rest);
      expect(found?.version).toBe(version);
      if (found) expect(rest.slice(found.range.start, found.range.end)).toBe(version);
    });
  }
});
