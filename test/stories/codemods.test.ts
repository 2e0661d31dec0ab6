/** One codemod by hand, on a folder that is no repository. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Finished, openWorld, type World } from '../world/index.ts';

let world: World;
let folder: string;
beforeEach(async () => {
  world = await openWorld();
  folder = mkdtempSync(join(tmpdir(), 'springtide-codemods-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await world.close();
});

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const run = (...args: string[]): Promise<Finished> => world.run(folder, 'codemod', ...args);

const before = "import v4 from 'uuid/v4';\nv4();\n";
const after = "import { v4 } from 'uuid';\nv4();\n";

describe('codemod run', () => {
  it('changes files and folders in place, and says how many', async () => {
    write('a.mjs', before);
    write('src/deep/b.ts', before);
    write('src/node_modules/x/c.mjs', before);
    write('style.css', before);
    const { status, out, err } = await run('run', 'uuid-deep-imports', 'a.mjs', 'src');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe('4 edits in 2 files\n');
    expect(read('a.mjs')).toBe(after);
    expect(read('src/deep/b.ts')).toBe(after);
    expect(read('src/node_modules/x/c.mjs')).toBe(before);
  });

  it('has nothing to do the second time', async () => {
    write('a.mjs', after);
    expect(await run('run', 'uuid-deep-imports', '.')).toMatchObject({
      status: 0,
      out: '0 edits in 0 files\n',
    });
  });

  it('prints a patch and changes nothing with --dry', async () => {
    write('src/a.mjs', before);
    const { status, out } = await run('run', 'uuid-deep-imports', 'src', '--dry');
    expect(status).toBe(0);
    expect(out).toContain(
      "--- a/src/a.mjs\n+++ b/src/a.mjs\n@@ -1,2 +1,2 @@\n-import v4 from 'uuid/v4';\n+import { v4 } from 'uuid';\n v4();",
    );
    expect(read('src/a.mjs')).toBe(before);
  });

  it('keeps a byte-order mark, line ends and the right to execute', async () => {
    write('a.mjs', `\ufeff${before.replaceAll('\n', '\r\n')}`);
    await run('run', 'uuid-deep-imports', '.');
    expect(read('a.mjs')).toBe(`\ufeff${after.replaceAll('\n', '\r\n')}`);
    expect(readdirSync(folder)).toEqual(['a.mjs']);
  });

  it('reads standard input and prints the result', async () => {
    const { finished } = world.start(folder, ['codemod', 'run', 'uuid-deep-imports', '-'], {}, before);
    expect(await finished).toMatchObject({ status: 0, out: after });
  });

  it('takes a file that is named alone, with a codemod that asks something of package.json', async () => {
    write('a.js', "require('react-test-renderer/shallow');\n");
    expect(await run('run', 'react-18-to-19', 'a.js')).toMatchObject({ status: 0 });
    expect(read('a.js')).toBe("require('react-shallow-renderer');\n");
  });

  it('says what it leaves to a person, line by line', async () => {
    write('a.js', "x;\njest.mock('uuid/v4');\n");
    const { status, err } = await run('run', 'uuid-deep-imports', 'a.js');
    expect(status).toBe(0);
    expect(err).toBe("a.js:2 deep-import the mock of 'uuid/v4' is gone in uuid 7; use v4 of 'uuid'\n");
  });

  it('runs the rules that are named, and no others', async () => {
    write('a.mjs', "import v4 from 'uuid/v4';\nimport uuid from 'uuid';\nuuid();\nv4();\n");
    await run('run', 'uuid-deep-imports', 'a.mjs', '--rule', 'bare-call');
    expect(read('a.mjs')).toBe(
      "import v4 from 'uuid/v4';\nimport * as uuid from 'uuid';\nuuid.v4();\nv4();\n",
    );
  });

  it('fails with every file that could not be read, and changes the others', async () => {
    write('broken.mjs', "import v4 from 'uuid/v4'; (");
    write('utf16.mjs', Buffer.from([0xff, 0xfe, 0x61, 0]));
    write('fine.mjs', before);
    const { status, err } = await run('run', 'uuid-deep-imports', '.');
    expect(status).toBe(1);
    expect(err).toMatch(/^broken\.mjs: not changed: Unexpected token/m);
    expect(err).toContain('utf16.mjs: not changed: it is written in UTF-16\n');
    expect(read('fine.mjs')).toBe(after);
  });

  it('does not fail over a file that is vendored or minified, and says so', async () => {
    write('vendor/a.mjs', before);
    const { status, err } = await run('run', 'uuid-deep-imports', '.');
    expect({ status, err }).toEqual({
      status: 0,
      err: 'vendor/a.mjs: not changed: it is vendored or generated\n',
    });
  });

  it('fails over a file that was named and is none of the codemod', async () => {
    write('a.css', '');
    expect(await run('run', 'uuid-deep-imports', 'a.css')).toMatchObject({
      status: 1,
      err: 'a.css: not changed: uuid-deep-imports is for files of javascript, typescript\n',
    });
  });

  it('declares in the package.json of the folder what the new code needs', async () => {
    write('package.json', '{\n  "dependencies": {\n    "express": "^5.0.0"\n  }\n}\n');
    write('a.js', "const express = require('express');\nexpress.static.mime.lookup('a');\n");
    const { out } = await run('run', 'express-4-to-5', '.');
    expect(out).toContain('install what package.json asks for now');
    expect(JSON.parse(read('package.json')).dependencies).toEqual({
      express: '^5.0.0',
      'mime-types': '^3.0.0',
    });
  });

  it('looks around a file that is named, where the codemod has to', async () => {
    write('tsconfig.json', '{\n  "compilerOptions": {\n    "outDir": "dist",\n    "strict": true\n  }\n}\n');
    write('src/a.ts', 'export const a = 1;\n');
    write('package.json', '{ "devDependencies": { "@types/node": "20" } }');
    await run('run', 'tsconfig-5-to-7', 'tsconfig.json', '--rule', 'root-dir', '--rule', 'types');
    expect(JSON.parse(read('tsconfig.json')).compilerOptions).toEqual({
      outDir: 'dist',
      strict: true,
      rootDir: './src',
      types: ['node'],
    });
  });

  it.each([
    [
      ['run', 'uuid-deep-import', '.'],
      'there is no codemod uuid-deep-import; did you mean uuid-deep-imports?',
    ],
    [['run', 'uuid-deep-imports', 'nowhere'], 'nowhere does not exist; name files and folders that do'],
    [
      ['run', 'uuid-deep-imports', '.', '--rule', 'x'],
      'uuid-deep-imports has no rule x; it has deep-import, bare-call',
    ],
    [['new', 'Not A Name'], 'Not A Name is no name for a codemod'],
  ])('%j is wrong usage', async (args, message) => {
    const { status, err } = await run(...args);
    expect(status).toBe(2);
    expect(err).toContain(message);
  });
});

it('codemod new writes a codemod with its cases, once', async () => {
  const { status, out } = await run('new', 'left-pad-1-to-2');
  expect(status).toBe(0);
  expect(out).toContain('codemods/left-pad-1-to-2/codemod.ts\n');
  expect(read('codemods/left-pad-1-to-2/codemod.ts')).toContain("name: 'left-pad', crosses: '2.0.0'");
  expect(await run('new', 'left-pad-1-to-2')).toMatchObject({ status: 2 });
});

describe('a codemod of your own', () => {
  const own = (transform: string, head = '') =>
    write(
      'mine/codemod.js',
      `${head}
export const codemod = {
  id: 'mine', title: 'Mine', revision: 1, level: 'required',
  trigger: { kind: 'tool', name: 'docker' },
  languages: ['javascript'], hints: [['left']], rules: [{ id: 'words', doc: 'left to right' }],
  transform(file) { ${transform} },
};`,
    );

  it('is written by codemod new, and runs from its folder', async () => {
    await run('new', 'acme-left-1-to-2', '--package', 'left');
    const [before, after] = ['before', 'after'].map((name) =>
      read(`fixtures/codemods/acme-left-1-to-2/import/${name}.mjs`),
    );
    write('a.mjs', before ?? '');
    const { status, out, err } = await run('run', './codemods/acme-left-1-to-2', 'a.mjs');
    expect({ status, out, err }).toEqual({ status: 0, out: '2 edits in 1 file\n', err: '' });
    expect(read('a.mjs')).toBe(after);
  });

  it('is held to its cases by codemod test', async () => {
    await run('new', 'acme-left-1-to-2', '--package', 'left');
    const fixtures = 'fixtures/codemods/acme-left-1-to-2';
    expect(await run('test')).toEqual({ status: 0, out: 'acme-left-1-to-2: 6 cases\n', err: '' });
    write(`${fixtures}/import/after.mjs`, "import { newerName } from 'left';\n\nnewerName(1);\n");
    write(`${fixtures}/require/notes.json`, '["1:1 oldName: something else"]');
    const { status, err } = await run('test', folder);
    expect(status).toBe(1);
    expect(err).toContain('wrong acme-left-1-to-2 import: it does not become what was recorded');
    expect(err).toContain("-import { newerName } from 'left';\n+import { newName } from 'left';");
    expect(err).toContain(
      'wrong acme-left-1-to-2 require: it does not say what was recorded, but\nnothing\n',
    );
  });

  it('is heard by its author', async () => {
    own("console.log('I see %s', file.path); return { kind: 'result', edits: [], notes: [] };");
    write('a.js', 'left();\n');
    expect(await run('run', './mine', 'a.js')).toMatchObject({ status: 0, err: 'I see a.js\n' });
  });

  it('says what it could not do, and fails', async () => {
    own("throw new Error('no left turn');");
    write('a.js', 'left();\n');
    const { status, err } = await run('run', './mine', 'a.js');
    expect({ status, err }).toEqual({ status: 1, err: 'a.js: not changed: it threw: no left turn\n' });
  });

  it('that is not there or reaches for files is wrong usage', async () => {
    write('a.js', 'left();\n');
    const missing = await run('run', './mine', 'a.js');
    expect(missing).toMatchObject({ status: 2 });
    expect(missing.err).toContain('./mine is no folder; name one that holds a codemod.js');
    own('', "import 'node:fs';");
    const reaching = await run('run', './mine', 'a.js');
    expect(reaching).toMatchObject({ status: 2 });
    expect(reaching.err).toContain('./mine: codemod.js could not be loaded: node:fs cannot be imported');
  });
});

it('codemod list tells of every codemod what it crosses and which rules it has', async () => {
  const { out } = await run('list');
  expect(out).toMatch(
    /^uuid-deep-imports {2}Import the versions of uuid by name {2}required, crosses uuid 7\.0\.0$/m,
  );
  expect(out).toMatch(/^python-datetime-utc .* deprecated, crosses python 3\.11 or 3\.12$/m);
  expect(out).toMatch(/^python-version-blocks .* modernise, crosses python 3\.0 to 3\.14$/m);
  expect(out).toMatch(/^ {2}bare-call +uuid\(\) on the module itself → uuid\.v4\(\)$/m);
  const { out: json } = await run('list', '--json');
  const { codemods } = JSON.parse(json);
  expect(codemods.find(({ id }: { id: string }) => id === 'uuid-deep-imports')).toMatchObject({
    level: 'required',
    languages: ['javascript', 'typescript'],
  });
});

it('codemod list names those of others that are configured here', async () => {
  const source = `{ package: '@acme/codemods', version: 1.2.3, integrity: sha512-${'A'.repeat(86)}== }`;
  write(
    'springtide.yml',
    `codemods:\n  from:\n    - ${source}\n    - { folder: a/b, commit: ${'0a'.repeat(20)} }\n`,
  );
  const { out } = await run('list');
  expect(out).toMatch(
    /^@acme\/codemods 1\.2\.3 {2}of others, where it is allowed\na\/b at 0a0a0a0 {2}of others/m,
  );
  const { out: json } = await run('list', '--json');
  expect(JSON.parse(json).from).toMatchObject([{ name: '@acme/codemods' }, { folder: 'a/b' }]);
});
