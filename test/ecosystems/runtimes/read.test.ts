// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles and expressions of workflows
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentence } from '../../../src/domain/problem.ts';
import { splice } from '../../../src/domain/text.ts';
import { leftBehind, leftOut, runtimes } from '../../../src/ecosystems/runtimes/index.ts';
import { rows } from '../../../src/ecosystems/runtimes/rows.ts';
import { contextOn, nodeIn, readFiles, today } from './world.ts';

const to = { version: '24' };

describe('the table', () => {
  it('names no place twice', () => {
    const places = rows.map((row) => row.place);
    expect(new Set(places).size).toBe(places.length);
  });

  it.each(['src/index.ts', 'README.md', 'package-lock.json', 'docs/node.png', 'node', '.nvmrc.bak'])(
    'does not want %s',
    (path) => {
      expect(runtimes.wants(path)).toBe(false);
    },
  );
});

describe('what a repository runs on', () => {
  it('is nothing where nothing says so', () => {
    const reading = readFiles({ 'package.json': '{"name":"a"}', Dockerfile: 'FROM nginx:1\n' });
    expect(reading.dependencies).toEqual([]);
    expect(reading.problems).toEqual([]);
  });

  it('is the oldest line that is pinned, not one that is merely allowed', () => {
    const node = nodeIn({
      'package.json': '{"engines":{"node":">=14"},"devDependencies":{"@types/node":"^12.0.0"}}',
      '.nvmrc': '20\n',
      Dockerfile: 'FROM node:18\n',
    });
    expect(node.requirement).toBe('18');
    expect(runtimes.current(node)).toBe('18');
    expect(node.manifest).toBe('.nvmrc');
  });

  it('is what is allowed where nothing is pinned', () => {
    expect(nodeIn({ 'package.json': '{"engines":{"node":">=14"}}' }).requirement).toBe('14');
  });

  it('is not known where everything moves by itself', () => {
    expect(runtimes.current(nodeIn({ '.nvmrc': 'lts/*\n' }))).toBeUndefined();
  });
});

describe('hostile files', () => {
  const bomb = Array.from({ length: 30 }, (_, at) => `x${at + 1}: &x${at + 1} [*x${at}, *x${at}, *x${at}]`);
  const deep = (open: string) => open.repeat(100_000);

  it.each([
    ['compose.yaml', `node: 1\n<<<<<<< HEAD\na: 1\n=======\nb: 1\n>>>>>>> main\n`],
    ['package.json', '{"engines": {"node": '],
    ['package.json', `{"engines": ${deep('[')}`],
    ['package.json', `{"engines": 1}${' '.repeat(5_000_001)}`],
    ['mise.toml', '[tools\nnode = 1'],
    ['mise.toml', `node = ${deep('[')}`],
    ['compose.yaml', 'a: [node\nb: }'],
  ])('%s that cannot be read is one sentence, and the rest is read', (path, text) => {
    const { problems, dependencies } = readFiles({ [path]: text, '.nvmrc': '18\n' });
    expect(problems.map((problem) => problem.path)).toEqual([path]);
    expect(problems.map(sentence).join()).toMatch(/^[^\n]{20,300}\.$/);
    expect(dependencies[0]?.requirement).toBe('18');
  });

  it('with a bomb of aliases cost no more than their text', () => {
    const workflow = `x0: &x0 [node]\n${bomb.join('\n')}\njobs: { a: { steps: *x30, strategy: *x30 } }\n`;
    const reading = readFiles({
      '.github/workflows/a.yml': workflow,
      '.circleci/config.yml': `${workflow}node-version: 18\n`,
    });
    expect(reading.problems).toEqual([]);
    expect(reading.dependencies[0]?.sites.map((site) => site.written)).toEqual(['18']);
  });

  it('with aliases of themselves are read', () => {
    const text = 'services: &s\n  web: { image: "node:18" }\n  again: *s\n  <<: *s\n';
    expect(nodeIn({ 'compose.yaml': text }).sites).toHaveLength(1);
  });

  it.each(['__proto__', 'constructor', 'toString'])('with the key %s are read as any other', (key) => {
    const text = `{"${key}":{"node":"1"},"engines":{"${key}":1,"node":"18"}}`;
    expect(nodeIn({ 'package.json': text }).requirement).toBe('18');
  });

  it('with escapes in a version are read, and not edited', () => {
    const node = nodeIn({ 'package.json': '{"private":true,"engines":{"node":"\\u003e=18"}}' });
    expect(runtimes.rewrite(node, to, 'major', contextOn(today)).kind).toBe('nothing');
  });
});

describe('a site that cannot follow', () => {
  const files = {
    'package.json': '{"name":"lib","version":"1.0.0","engines":{"node":">=18"}}',
    '.nvmrc': '18\n',
    Dockerfile: `FROM node:18@sha256:${'ab'.repeat(32)}\n`,
  };

  it('is told with its reason', () => {
    const told = leftOut(nodeIn(files), to, contextOn(today));
    expect(told.map(({ site, because }) => `${site.path} ${because.kind}`)).toEqual([
      'package.json library-engines',
      'Dockerfile unsupported-form',
    ]);
  });

  it('follows where the policy for engines says so', () => {
    const told = leftOut(nodeIn(files), to, contextOn(today, { engines: 'always' }));
    expect(told.map(({ site }) => site.path)).toEqual(['Dockerfile']);
  });

  it('never has engines moved where the policy says never', () => {
    const told = leftOut(
      nodeIn({ 'package.json': '{"private":true,"engines":{"node":">=18"}}' }),
      to,
      contextOn(today, { engines: 'never' }),
    );
    expect(told).toHaveLength(1);
  });

  it('is found again after the change', () => {
    const after = nodeIn({ ...files, '.nvmrc': '24\n', '.github/workflows/a.yml': 'jobs: {}' });
    expect(leftBehind(after, '24').map((site) => site.path)).toEqual(['Dockerfile']);
  });
});

describe('a library', () => {
  it('keeps its dependents in mind per package of a workspace', () => {
    const node = nodeIn({
      'package.json': '{"private":true,"engines":{"node":">=18"}}',
      'packages/lib/package.json': '{"name":"lib","version":"1.0.0","engines":{"node":">=18"}}',
      'packages/app/package.json':
        '{"name":"app","version":"1.0.0","private":true,"engines":{"node":">=18"}}',
    });
    const told = leftOut(node, to, contextOn(today));
    expect(told.map(({ site }) => site.path)).toEqual(['packages/lib/package.json']);
  });
});

describe('a rewrite', () => {
  it('changes the ranges and nothing else, whatever the formatting', () => {
    const space = fc.constantFrom('', ' ', '  ', '\t', '\n', '\r\n  ');
    const line = fc.constantFrom('16', '18', '20');
    fc.assert(
      fc.property(space, space, space, line, fc.constantFrom('\n', '\r\n'), (a, b, c, old, eol) => {
        const files = {
          'package.json': `{${a}"private"${b}:true,${c}"engines"${a}:${b}{${c}"node"${a}:${b}">=${old}"${c}}${a}}${eol}`,
          '.github/workflows/ci.yml': [
            'jobs:',
            '  t:',
            '    strategy:',
            '      matrix:',
            `        n:   [ ${old} ,${c.trim()} 22 ]   # ${old}`,
            '    steps:',
            '    -  uses: actions/setup-node@v4',
            "       with: { node-version:   '${{matrix.n}}' }",
            '',
          ].join(eol),
        };
        const rewritten = runtimes.rewrite(nodeIn(files), to, 'major', contextOn(today));
        expect(rewritten.kind).toBe('edits');
        if (rewritten.kind !== 'edits') return;
        const after = Object.fromEntries(
          Object.entries(files).map(([path, text]) => {
            const spliced = splice(
              text,
              rewritten.edits.filter((edit) => edit.path === path),
            );
            return [path, spliced.kind === 'spliced' ? spliced.text : spliced.because];
          }),
        );
        expect(after['package.json']).toBe(files['package.json'].replace(`>=${old}`, '>=24'));
        expect(after['.github/workflows/ci.yml']).toBe(
          files['.github/workflows/ci.yml'].replace(/\[ (\d+) ,\s*22 \]/, (whole) =>
            whole.replace(/\d+ ,\s*22/, '22, 24'),
          ),
        );
        expect(leftBehind(nodeIn(after), '24')).toEqual([]);
      }),
    );
  });

  it('needs the release lines', () => {
    const { runtime: _, ...bare } = contextOn(today);
    expect(runtimes.rewrite(nodeIn({ '.nvmrc': '18\n' }), to, 'major', bare).kind).toBe('cannot');
  });
});

describe('the order of versions', () => {
  const { compare, step, satisfies, line, isVersion } = runtimes.versions;

  it.each([
    ['18', '24', 'major'],
    ['18.1.0', '18.2.0', 'minor'],
    ['18.1.0', '18.1.2', 'patch'],
    ['24', '18', undefined],
    ['18', '18', undefined],
    ['x', '18', undefined],
  ])('from %s to %s is a step of size %s', (from, target, size) => {
    expect(step(from, target)).toBe(size);
  });

  it('is by number, and total', () => {
    expect(['24', '9', 'x', '18.19.0', '18'].toSorted(compare)).toEqual(['x', '9', '18', '18.19.0', '24']);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => compare(a, b) === -compare(b, a) || isVersion(a)),
    );
  });

  it('reads ranges as npm does', () => {
    expect(satisfies('24', '>=18')).toBe(true);
    expect(satisfies('16', '>=18')).toBe(false);
    expect(satisfies('x', '*')).toBe(false);
    expect(line('18.19.0')).toBe('18');
  });
});
