import { describe, expect, it } from 'vitest';
import type { Dependency } from '../../../src/domain/manifest.ts';
import { githubActions } from '../../../src/ecosystems/github-actions/index.ts';

const path = '.github/workflows/ci.yml';
const sha = '0123456789abcdef0123456789abcdef01234567';

function reading(text: string) {
  return githubActions.read(new Map([[path, text]]), [path]);
}

function step(uses: string): string {
  return `jobs:\n  a:\n    steps:\n      - uses: ${uses}\n`;
}

describe('which files are wanted', () => {
  const rows: [string, boolean][] = [
    ['ci.yml', false],
    ['.github/dependabot.yml', false],
    ['.github/workflows/notes.md', false],
    ['fixtures/.github/workflows/ci.yml', false],
    ['transaction.yml', false],
    ['.github/workflows/ci.yaml', true],
    ['.forgejo/workflows/ci.yml', true],
    ['.gitea/workflows/ci.yml', true],
    ['action.yml', true],
    ['a/b/action.yaml', true],
  ];
  for (const [file, wanted] of rows) it(file, () => expect(githubActions.wants(file)).toBe(wanted));
});

describe('what is read and not moved', () => {
  const rows: [string, string, string][] = [
    ['actions/checkout@main', 'actions/checkout', 'branch'],
    [`actions/checkout@${sha}`, 'actions/checkout', 'commit'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of a workflow
    ['${{ inputs.action }}', '${{ inputs.action }}', 'variable'],
    ['https://code.example/a/b@v1', 'code.example/a/b', 'git'],
  ];
  for (const [uses, name, how] of rows) {
    it(uses, () => {
      const [dependency] = reading(step(uses)).dependencies;
      expect(dependency).toMatchObject({ name, source: { kind: 'elsewhere', how } });
      expect(dependency && githubActions.lookup(dependency)).toBeUndefined();
    });
  }
});

describe('bad input', () => {
  it('is a problem with a place, and the rest is read', () => {
    const { dependencies, problems } = reading(`${step('nonsense')}      - uses: a/b@v1\n`);
    expect(dependencies.map(({ name }) => name)).toEqual(['a/b']);
    expect(problems).toMatchObject([{ path, place: { line: 4, column: 15 } }]);
  });
  it('in many places is one problem that counts them', () => {
    const { problems } = reading(step('nonsense') + '      - uses: x\n'.repeat(999));
    expect(problems).toMatchObject([
      { place: { line: 4 }, what: expect.stringMatching(/, and 999 more in this file do not$/) },
    ]);
  });
  it('does not hide other files', () => {
    const broken = '.github/workflows/broken.yml';
    const texts = new Map([
      [broken, 'jobs: {a: {steps: [{uses: a/b@v1}'],
      [path, step('a/b@v1')],
    ]);
    const { dependencies, problems } = githubActions.read(texts, [...texts.keys()]);
    expect(dependencies.map(({ manifest }) => manifest)).toEqual([path]);
    expect(problems.map((problem) => problem.path)).toEqual([broken]);
  });
  it('of ten thousand levels or a bomb of aliases ends', () => {
    const bomb = [
      'a: &a0 [x]',
      ...Array.from({ length: 40 }, (_, at) => `b${at}: &a${at + 1} [*a${at}, *a${at}]`),
    ];
    for (const text of [`uses: ${'['.repeat(10_000)}`, `uses: 1\n${bomb.join('\n')}\njobs: *a40\n`])
      expect(reading(text).dependencies).toEqual([]);
  });
});

describe('candidates', () => {
  const versions = [
    'v3',
    'v4',
    'v4.0.0',
    'v4.1.0',
    'v5.0.0',
    'v5.1.0',
    'v6.0.0-beta.1',
    'codeql-bundle-v9',
    'v5-node20',
  ];
  const offered = (requirement: string, published: readonly string[]) => {
    const [dependency] = reading(step(`a/b@${requirement}`)).dependencies;
    return githubActions
      .candidates(dependency as Dependency, {
        name: 'a/b',
        releases: published.map((version) => ({ version })),
        tags: {},
        complete: true,
      })
      .map(({ version }) => version);
  };
  it('have the precision that is written', () => {
    expect(offered('v4.0.0', versions)).toEqual(['v4.0.0', 'v4.1.0', 'v5.0.0', 'v5.1.0', 'v6.0.0-beta.1']);
  });
  it('are more precise only for a line that has no floating tag', () => {
    expect(offered('v4', versions)).toEqual(['v3', 'v4', 'v5.0.0', 'v5.1.0', 'v6.0.0-beta.1']);
    expect(offered('v4', [...versions, 'v5'])).toEqual(['v3', 'v4', 'v6.0.0-beta.1', 'v5']);
  });
});
