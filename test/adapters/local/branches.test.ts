import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BranchDraft, writeBranches } from '../../../src/adapters/local/branches.ts';
import { commitTree } from '../../../src/adapters/local/commit-tree.ts';
import { gitText } from '../../../src/adapters/local/git.ts';
import { workingTree } from '../../../src/adapters/local/working-tree.ts';
import { writeInPlace } from '../../../src/adapters/local/write-in-place.ts';

let root: string;
let base: string;
const run = (...args: string[]) => gitText(root, args);
const put = (path: string, text: string) => writeFileSync(join(root, path), text);
const commit = async (message: string) => {
  await run('add', '--all');
  await run(
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    'commit',
    '--quiet',
    '--message',
    message,
  );
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'springtide-test-'));
  await run('init', '--quiet', '--initial-branch=main');
  put('package.json', '{ "name": "a" }\n');
  put('run.sh', '#!/bin/sh\n');
  chmodSync(join(root, 'run.sh'), 0o755);
  await commit('Begin');
  base = await run('rev-parse', 'HEAD');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const draft = (after = '{ "name": "b" }\n'): BranchDraft => ({
  branch: 'springtide/express-5.x',
  upgradeId: 'npm/express-5.x',
  commits: [
    {
      message: 'Bump\n\nUpgrade-Id: npm/express-5.x\n',
      edits: [{ path: 'package.json', before: '{ "name": "a" }\n', after }],
    },
    {
      message: 'Codemod\n\nUpgrade-Id: npm/express-5.x\nCodemod: x@1\n',
      edits: [
        { path: 'run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\necho\n' },
        { path: 'src/new "one".js', before: undefined, after: 'new\n' },
      ],
    },
  ],
});
const write = (...drafts: BranchDraft[]) =>
  writeBranches(root, drafts, { base, now: new Date('2026-11-24T12:00:00Z'), marked: new Set() });

describe('branches in a local repository', () => {
  it('carry one commit a step on top of the base, with modes kept', async () => {
    const [outcome] = await write(draft());
    expect(outcome?.kind).toBe('created');
    expect((await run('log', '--format=%s', `${base}..springtide/express-5.x`)).split('\n')).toEqual([
      'Codemod',
      'Bump',
    ]);
    expect(await run('show', 'springtide/express-5.x:package.json')).toBe('{ "name": "b" }');
    expect(await run('ls-tree', 'springtide/express-5.x', 'run.sh')).toMatch(/^100755 /);
    expect(await run('show', 'springtide/express-5.x:src/new "one".js')).toBe('new');
  });

  it('leave the working tree, the index and the current branch alone, dirty or not', async () => {
    put('package.json', '{ "name": "mine" }\n');
    put('staged.txt', 'staged');
    await run('add', 'staged.txt');
    const before = await run('status', '--porcelain');
    await write(draft());
    expect(await run('status', '--porcelain')).toBe(before);
    expect(await run('rev-parse', 'HEAD')).toBe(base);
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe('{ "name": "mine" }\n');
  });

  it('stay as they are when nothing changed', async () => {
    await write(draft());
    const tip = await run('rev-parse', 'springtide/express-5.x');
    const [again] = await write(draft());
    expect(again?.kind).toBe('unchanged');
    expect(await run('rev-parse', 'springtide/express-5.x')).toBe(tip);
  });

  it('are refreshed when there is something newer', async () => {
    await write(draft());
    const [again] = await write(draft('{ "name": "c" }\n'));
    expect(again?.kind).toBe('refreshed');
    expect(await run('show', 'springtide/express-5.x:package.json')).toBe('{ "name": "c" }');
  });

  it('are never overwritten when a person committed to them', async () => {
    await write(draft());
    await run('checkout', '--quiet', 'springtide/express-5.x');
    put('mine.txt', 'mine');
    await commit('My fix');
    const tip = await run('rev-parse', 'HEAD');
    await run('checkout', '--quiet', 'main');
    const [again] = await write(draft('{ "name": "c" }\n'));
    expect(again).toMatchObject({ kind: 'left', because: expect.stringContaining(tip.slice(0, 8)) });
    expect(await run('rev-parse', 'springtide/express-5.x')).toBe(tip);
  });

  it('are left alone while somebody stands on them', async () => {
    await write(draft());
    await run('checkout', '--quiet', 'springtide/express-5.x');
    const [again] = await write(draft('{ "name": "c" }\n'));
    expect(again).toMatchObject({ kind: 'left', because: 'it is checked out' });
  });

  it('say which branch stands in their way', async () => {
    await run('branch', 'springtide');
    const [outcome] = await write(draft());
    expect(outcome).toMatchObject({ kind: 'left', because: 'the branch springtide stands in its way' });
  });

  it('leave no reference of their own behind', async () => {
    await write(draft());
    expect((await run('for-each-ref', '--format=%(refname)')).split('\n')).toEqual([
      'refs/heads/main',
      'refs/heads/springtide/express-5.x',
    ]);
  });
});

describe('reading', () => {
  it('gives the commit, not the working tree', async () => {
    put('package.json', '{ "name": "dirty" }\n');
    const checkout = await commitTree(root, 'HEAD');
    const { files } = await checkout.read(['package.json', 'run.sh', 'gone']);
    expect(files.map(({ path, text, executable }) => [path, text, executable])).toEqual([
      ['package.json', '{ "name": "a" }\n', false],
      ['run.sh', '#!/bin/sh\n', true],
    ]);
  });

  it('gives the working tree with its new files, without what git ignores', async () => {
    put('.gitignore', 'ignored\n');
    put('ignored', 'x');
    put('new.txt', '\ufeffmarked');
    const checkout = workingTree(root, true);
    const paths = (await checkout.list()).map((entry) => entry.path).sort();
    expect(paths).toEqual(['.gitignore', 'new.txt', 'package.json', 'run.sh']);
    const { files } = await checkout.read(['new.txt']);
    expect(files).toEqual([{ path: 'new.txt', text: 'marked', byteOrderMark: true, executable: false }]);
  });

  it('says what it does not read, and reads the rest', async () => {
    symlinkSync('/etc/passwd', join(root, 'package-lock.json'));
    symlinkSync('nowhere', join(root, 'dangling'));
    writeFileSync(join(root, 'binary'), Buffer.from([1, 0, 2]));
    writeFileSync(join(root, 'latin1'), Buffer.from([0x61, 0xe9]));
    writeFileSync(join(root, 'utf16'), Buffer.from('\ufeffhi', 'utf16le'));
    const { files, problems } = await workingTree(root, false).read([
      'package-lock.json',
      'dangling',
      'binary',
      'latin1',
      'utf16',
      'package.json',
    ]);
    expect(files.map((file) => file.path)).toEqual(['package.json']);
    expect(problems.map(({ path, what }) => `${path}: ${what}`)).toEqual([
      'package-lock.json: it is a symbolic link out of the repository and was not followed',
      'dangling: it is a symbolic link to nothing',
      'binary: it is not a text file',
      'latin1: it is not valid UTF-8',
      'utf16: it is written in UTF-16',
    ]);
  });
});

describe('writing in place', () => {
  const edits = [
    { path: 'package.json', before: '{ "name": "a" }\n', after: '{ "name": "b" }\n' },
    { path: 'run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\necho\n' },
  ];

  it('writes all, with modes and byte-order marks kept', async () => {
    put('package.json', '\ufeff{ "name": "a" }\n');
    expect(writeInPlace(root, edits, new Set(['package.json'])).kind).toBe('written');
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe('\ufeff{ "name": "b" }\n');
    const { files } = await workingTree(root, false).read(['run.sh']);
    expect(files[0]).toMatchObject({ executable: true, text: '#!/bin/sh\necho\n' });
  });

  it('touches nothing when one file is not what was read', () => {
    put('run.sh', 'changed meanwhile\n');
    expect(writeInPlace(root, edits, new Set())).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('run.sh'),
    });
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe('{ "name": "a" }\n');
  });
});
