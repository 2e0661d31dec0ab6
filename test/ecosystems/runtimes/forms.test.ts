// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of Dockerfiles and expressions of workflows
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splice } from '../../../src/domain/text.ts';
import { tsconfigBase, types } from '../../../src/ecosystems/runtimes/forms/companions.ts';
import type { Form, Goal } from '../../../src/ecosystems/runtimes/forms/form.ts';
import { image, imageVariant } from '../../../src/ecosystems/runtimes/forms/image.ts';
import { list } from '../../../src/ecosystems/runtimes/forms/list.ts';
import { range } from '../../../src/ecosystems/runtimes/forms/range.ts';
import { version } from '../../../src/ecosystems/runtimes/forms/version.ts';
import { lifecycle, policy, today } from './world.ts';

function goalOf(line: string, over: Partial<Goal> = {}): Goal {
  const release = lifecycle.lines.find((known) => known.line === line);
  return {
    line,
    lifecycle,
    policy,
    now: today,
    promised: () => false,
    ...(release && { release }),
    ...(release?.latest && { exact: release.latest }),
    ...over,
  };
}

/** What a text becomes: itself when it stays, `left: why` when it cannot follow. */
function moved(form: Form, written: string, goal = goalOf('24')): string {
  const move = form.move(written, goal);
  switch (move.kind) {
    case 'stays':
      return written;
    case 'left':
      return `left: ${move.because.kind === 'unsupported-form' ? move.because.why : move.because.kind}`;
    case 'moves': {
      const edits = move.patches.map((patch) => ({
        ...patch,
        was: written.slice(patch.range.start, patch.range.end),
      }));
      const spliced = splice(written, edits);
      return spliced.kind === 'spliced' ? spliced.text : spliced.because;
    }
  }
}

const exact = goalOf('24').exact ?? '';

describe('a version', () => {
  it.each(['24', '24.1.0', 'v24.1.0', '26', 'lts/krypton', 'lts/lithium'])('%s stays', (written) => {
    expect(moved(version, written)).toBe(written);
  });

  it.each(['lts/*', 'lts/-1', 'node', 'latest', 'current', '*'])('%s moves by itself', (written) => {
    expect(version.read(written).kind).toBe('floating');
  });

  it.each([
    ['18', '24'],
    ['v18', 'v24'],
    ['18.x', '24.x'],
    ['18.x.x', '24.x.x'],
    ['18.*', '24.*'],
    ['v18.19.0', `v${exact}`],
    ['0.12.3', exact],
    ['lts/hydrogen', 'lts/krypton'],
    ['LTS/Hydrogen', 'LTS/Krypton'],
    ['>=18', '>=24'],
  ])('%s becomes %s', (written, text) => {
    expect(moved(version, written)).toBe(text);
  });

  it('of two parts never ends in a zero, which a number would lose', () => {
    expect(moved(version, '18.19', goalOf('24', { exact: '24.20.1' }))).toBe('24');
    expect(moved(version, '18.19', goalOf('24', { exact: '24.21.1' }))).toBe('24.21');
  });

  it('is left when what is asked for is not known', () => {
    const unknown: Goal = { line: '28', lifecycle, policy, now: today, promised: () => false };
    expect(moved(version, '18.19.0', unknown)).toMatch(/^left: the newest version of 28 is not known/);
    expect(moved(version, 'lts/hydrogen', unknown)).toBe('left: Node.js 28 has no name yet');
  });

  it.each(['', 'nonsense', '18-nightly', '1'.repeat(500), '${{ matrix.node }}'])(
    '%s is not one',
    (written) => {
      expect(['unreadable', 'floating']).toContain(version.read(written).kind);
    },
  );
});

describe('a range', () => {
  it.each(['>=24', '>=26', '^24 || ^26', '>=22 || >=24', '*', '', 'nonsense'])('%s stays', (written) => {
    expect(moved(range, written)).toBe(written);
  });

  it.each([
    ['>=18', '>=24'],
    ['>= 18.17.0', '>= 24.0.0'],
    ['>18', '>=24'],
    ['^18.11.0', '^24.0.0'],
    ['18.x', '24.x'],
    ['^18 || ^20', '^24'],
    ['^18||^22', '^22||^24'],
    ['^18 || ^20 || >=22', '>=22'],
    ['>=18 <21', '>=24 <25'],
    ['>=18.0.0 <=20.11.0', '>=24.0.0 <25.0.0'],
    ['>=18 <30', '>=24 <30'],
  ])('%s becomes %s', (written, text) => {
    expect(moved(range, written)).toBe(text);
  });

  it('keeps the branches that a published package promises', () => {
    expect(moved(range, '^18 || ^20', goalOf('24', { promised: () => true }))).toBe('^18 || ^20 || ^24');
  });
});

describe('an image', () => {
  it.each(['node', 'node:lts-alpine', 'node:24-alpine', 'node:26.1.0', 'node:alpine'])(
    '%s stays',
    (written) => {
      expect(moved(image, written)).toBe(written);
    },
  );

  it.each([
    'postgres:16',
    'calico/node:v3.26',
    'someone/node:18',
    'kindest/node:v1.27.3',
    'node-red:3',
    '${X}',
  ])('%s is not ours', (written) => {
    expect(image.isOurs?.(written)).toBe(false);
  });

  it.each([
    ['node:18', 'node:24'],
    ['node:18-slim', 'node:24-slim'],
    ['node:18-bookworm', 'node:24-bookworm'],
    ['node:18-stretch-slim', 'node:24-bookworm-slim'],
    ['node:18.19.0-alpine3.18', `node:${exact}-alpine3.24`],
    ['docker.io/node:18', 'docker.io/node:24'],
    ['registry.example:5000/library/node:18', 'registry.example:5000/library/node:24'],
    ['node:18-windowsservercore', 'left: whether 24-windowsservercore exists is not known here'],
  ])('%s becomes %s', (written, text) => {
    expect(moved(image, written)).toBe(text);
  });

  it('whose version is a variable moves its variant only', () => {
    expect(moved(imageVariant, 'node:${V}-buster-slim')).toBe('node:${V}-bookworm-slim');
    expect(moved(imageVariant, 'node:${V}-alpine')).toBe('node:${V}-alpine');
    expect(moved(imageVariant, 'node:$V')).toBe('node:$V');
  });
});

describe('what goes along', () => {
  it.each([
    ['*', '*'],
    ['catalog:', 'catalog:'],
    ['npm:@acme/types@18', 'npm:@acme/types@18'],
    ['^24.3.0', '^24.3.0'],
    ['^18.11.9', '^24.0.0'],
    ['~18.11.9', '~24.0.0'],
    ['18', '24'],
  ])('@types/node %s becomes %s', (written, text) => {
    expect(moved(types, written)).toBe(text);
  });

  it('is a base configuration only where one exists', () => {
    expect(moved(tsconfigBase, '@tsconfig/node18/tsconfig.json')).toBe('@tsconfig/node24/tsconfig.json');
    expect(moved(tsconfigBase, '@tsconfig/node18', goalOf('25'))).toMatch(/^left: /);
  });
});

describe('a list', () => {
  it.each(['[24]', '[22, 24]', "['lts/*', node]", '["24", "26"]', '[]', '[[18]]'])('%s stays', (written) => {
    if (list.read(written).kind === 'tries') expect(moved(list, written)).toBe(written);
    else expect(list.read(written).kind).toBe('floating');
  });

  it.each([
    ['[18]', '[24]'],
    ['[16, 18, 20]', '[24]'],
    ['[18, 20, 22]', '[22, 24]'],
    ['[22, 20, 18]', '[24, 22]'],
    ['[22]', '[22, 24]'],
    ['[22,26]', '[22,24,26]'],
    ['[26, 22]', '[26, 24, 22]'],
    ['["18", "lts/*"]', '["24", "lts/*"]'],
    ["[ '16.x', '22.x' ]", "[ '22.x', '24.x' ]"],
    ['[lts/*, 18, 22, latest]', '[lts/*, 22, 24, latest]'],
    ['[\n  18,\n  22, # keep\n]', '[\n  22,\n  24, # keep\n]'],
    ['\n  - 18\n  - 22', '\n  - 22\n  - 24'],
    ['\r\n- "22"', '\r\n- "22"\r\n- "24"'],
    ['\n  - 22 # a\n  - 18 # b', '\n  - 24\n  - 22 # a'],
  ])('%j becomes %j', (written, text) => {
    expect(moved(list, written)).toBe(text);
  });

  it('is never left empty, and always has the goal', () => {
    const item = fc.constantFrom('16', '18', '20', '21', '22', '24', '25', '26', 'lts/*', 'x');
    const quote = fc.constantFrom('', "'", '"');
    const separator = fc.constantFrom(',', ', ', ' ,\n   ');
    fc.assert(
      fc.property(
        fc.array(fc.tuple(item, quote), { minLength: 1, maxLength: 8 }),
        separator,
        (items, between) => {
          const written = `[${items.map(([text, q]) => q + text + q).join(between)}]`;
          const naming = list.read(written);
          if (naming.kind !== 'pins') return;
          const after = list.read(moved(list, written));
          expect(after.kind).toBe('pins');
          const lines = after.kind === 'pins' ? after.lines : [];
          expect(lines).toContain('24');
          expect(lines.filter((line) => ['16', '18', '20', '21'].includes(line))).toEqual([]);
          const kept = naming.lines.filter((line) => ['22', '24', '25', '26'].includes(line));
          expect(lines).toEqual(expect.arrayContaining(kept));
        },
      ),
    );
  });
});
