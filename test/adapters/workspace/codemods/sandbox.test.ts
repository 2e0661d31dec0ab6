import { afterEach, describe, expect, it } from 'vitest';
import { type Limits, openSandbox } from '../../../../src/adapters/workspace/codemods/index.ts';
import type { Question, RunningCodemods } from '../../../../src/change/elsewhere.ts';

const open: RunningCodemods[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

/** Whoever waits a test's patience has failed; nobody is measured. */
const limits: Partial<Limits> = { answerMilliseconds: 4_000, loadMilliseconds: 15_000 };

async function sandbox(
  files: Readonly<Record<string, string>>,
  some: Partial<Limits> = limits,
): Promise<RunningCodemods> {
  const opened = await openSandbox(new Map(Object.entries(files)), { limits: some });
  open.push(opened);
  return opened;
}

/** A codemod with this in `transform(file, context)`, and this beside it. */
const codemod = (transform: string, more = '', head = '') => `${head}
export const codemod = {
  id: 'tide', title: 'Tide', revision: 1, level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'tide', crosses: '2.0.0' },
  languages: ['javascript'], hints: [['tide']], rules: [{ id: 'ebb', doc: 'ebb to flow' }],
  transform(file, context) { ${transform} },
  ${more}
};
`;

const quiet = "return { kind: 'result', edits: [], notes: [] };";
const question: Extract<Question, { kind: 'transform' }> = {
  kind: 'transform',
  codemod: 'tide',
  path: 'a.js',
  text: "import { ebb } from 'tide';\nebb(1);\n",
  context: { rules: ['ebb'], surveyed: [], target: '2.1.0' },
};

async function answerOf(transform: string, some?: Partial<Limits>): Promise<unknown> {
  const { ask, problems } = await sandbox({ 'codemod.js': codemod(transform) }, some);
  expect(problems).toEqual([]);
  return ask(question);
}

describe('a friendly codemod', () => {
  const moves = codemod(
    `const uses = endingUses(file, ['tide'], ['ebb']);
     const { edits, blocked } = moveUses(file, uses, 'flow', rule);
     return resultOf(file, [changed(edits), ...blocked.map(({ node }) => noted(rule, node, 'gone'))]);`,
    '',
    "import { changed, endingUses, moveUses, noted, resultOf } from 'springtide/codemod';\nimport { rule } from '../words.ts';",
  );
  const files = {
    'codemods/tide/codemod.js': moves,
    'codemods/words.ts': "export const rule: string = 'ebb';",
  };

  it('finds its places with what every codemod has, and may consist of several files', async () => {
    const { ask, problems } = await sandbox(files);
    expect(problems).toEqual([]);
    expect(await ask(question)).toEqual({
      kind: 'transform',
      value: {
        kind: 'result',
        edits: [
          { start: 9, end: 12, text: 'flow', rule: 'ebb', sure: true },
          { start: 28, end: 31, text: 'flow', rule: 'ebb', sure: true },
        ],
        notes: [],
      },
    });
  });

  it.each([
    ['javascript', 'a.jsx', '<a />', "file.tree().of('JSXElement').length"],
    ['typescript', 'a.ts', 'let a: 1;', 'file.babel().program.body.length'],
    ['json', 'a.json', '{ "a": 1 }', 'file.json().children.length'],
    ['yaml', 'a.yml', 'a: 1', 'file.yaml().length'],
    ['dockerfile', 'Dockerfile', 'FROM a', 'file.dockerfile().getInstructions().length'],
  ])('reads %s', async (_, path, text, count) => {
    const { ask } = await sandbox({
      'codemod.js': codemod(`return { kind: 'skip', because: String(${count}) };`),
    });
    expect(await ask({ ...question, path, text })).toEqual({
      kind: 'transform',
      value: { kind: 'skip', because: '1' },
    });
  });

  it('is told what it is asked for', async () => {
    const said = `return { kind: 'skip', because: [context.target, context.enabled('ebb'), [...context.surveyed.keys()]].join() };`;
    const { ask } = await sandbox({ 'codemod.js': codemod(said) });
    const context = { ...question.context, surveyed: [['x.json', ['y']] as const] };
    expect(await ask({ ...question, context })).toEqual({
      kind: 'transform',
      value: { kind: 'skip', because: '2.1.0,true,x.json' },
    });
  });

  it('answers for a package and surveys files', async () => {
    const { codemods, ask } = await sandbox({
      'codemod.js': codemod(
        quiet,
        `files: /\\.c?js$/,
        survey: { files: /tide\\.json$/i, of: (path, text) => [path, text] },
        replaceFiles: ({ folder }) => ({ changes: [{ path: folder + 'new.js', after: '1', rule: 'ebb' }], notes: [] }),
        manifest: ({ dependencies }, { applied }) => [{ kind: 'add', section: 'dependencies', name: 'flow', requirement: dependencies.get('tide') + [...applied] }],`,
      ),
    });
    const [one] = codemods;
    expect([one?.files?.test('a.js'), one?.files?.test('a.ts')]).toEqual([true, false]);
    expect([one?.survey?.test('TIDE.json'), one?.survey?.test('a.ts')]).toEqual([true, false]);
    expect(await ask({ kind: 'survey', codemod: 'tide', path: 'tide.json', text: '{}' })).toEqual({
      kind: 'survey',
      value: ['tide.json', '{}'],
    });
    const replaced = { path: 'a/new.js', before: undefined, after: '1', rule: 'ebb' };
    const { context } = question;
    expect(await ask({ kind: 'replaceFiles', codemod: 'tide', folder: 'a/', context })).toEqual({
      kind: 'replaceFiles',
      value: { changes: [replaced], notes: [] },
    });
    const asked = { applied: ['-1'], noted: [], surveyed: [], skipped: false };
    expect(
      await ask({
        kind: 'manifest',
        codemod: 'tide',
        path: 'package.json',
        dependencies: [['tide', '^2']],
        context: asked,
      }),
    ).toEqual({
      kind: 'manifest',
      value: [{ kind: 'add', section: 'dependencies', name: 'flow', requirement: '^2-1' }],
    });
  });

  it('goes on beside one that cannot be loaded and one that does not follow the contract', async () => {
    const { codemods, problems } = await sandbox({
      'a/codemod.js': codemod(quiet),
      'b/codemod.js': 'export const codemod = ;',
      'c/codemod.js': codemod(quiet).replace("'tide', title", "'../tide', title"),
      'd/codemod.js': codemod(quiet)
        .replace("['javascript']", "['python']")
        .replace("id: 'tide'", "id: 'wave'"),
      'e/codemod.js': codemod(quiet),
    });
    expect(codemods.map(({ id }) => id)).toEqual(['tide']);
    expect(problems).toEqual([
      expect.stringMatching(/^b\/codemod\.js could not be loaded: /),
      'e/codemod.js could not be loaded: there are two called tide',
      expect.stringMatching(/^a codemod does not follow the contract: id: /),
      expect.stringMatching(/^a codemod does not follow the contract: languages\.0: /),
    ]);
  });

  it('goes on after one of its files made it throw', async () => {
    const { ask } = await sandbox({
      'codemod.js': codemod(`if (file.text === '') throw new Error('nothing here'); ${quiet}`),
    });
    expect(await ask({ ...question, text: '' })).toEqual({
      kind: 'failed',
      because: 'it threw: nothing here',
    });
    expect(await ask(question)).toMatchObject({ kind: 'transform' });
  });
});

describe('a hostile codemod', () => {
  it.each([
    'node:fs',
    'fs/promises',
    'node:net',
    'node:child_process',
    'node:process',
    'node:module',
    'node:vm',
  ])('does not get %s', async (name) => {
    const { codemods, problems } = await sandbox({
      'codemod.js': codemod(quiet, '', `import * as it from '${name}';`),
    });
    expect(codemods).toEqual([]);
    expect(problems).toEqual([
      `codemod.js could not be loaded: ${name} cannot be imported; a codemod has its own files and springtide/codemod`,
    ]);
  });

  it.each([
    ['a file', '/etc/passwd'],
    ['a file by its address', 'file:///etc/passwd'],
    ['our own program', new URL('../../../../src/main.ts', import.meta.url).href],
    ['text as a module', 'data:text/javascript,import "node:fs"'],
    ['a package', 'zod'],
    ['what lies above it', '../../etc/passwd'],
  ])('does not import %s', async (_, name) => {
    const { problems } = await sandbox({ 'codemod.js': codemod(quiet, '', `import '${name}';`) });
    expect(problems).toEqual([
      expect.stringMatching(/^codemod\.js could not be loaded: .* cannot be imported/),
    ]);
  });

  it.each([
    ['make modules of text', 'return (0, eval)(\'import("node:fs")\');', 'Code generation from strings'],
    [
      'make functions of text',
      'return Function(\'return import("node:fs")\')();',
      'Code generation from strings',
    ],
    ['fetch', "fetch('http://127.0.0.1:1');", 'fetch is not defined'],
    ['open a WebSocket', "new WebSocket('ws://127.0.0.1:1');", 'WebSocket is not defined'],
    ['come to the network through what belongs to it', 'new Response();', 'Response is not defined'],
    [
      'ask for built-in modules',
      "process.getBuiltinModule('fs');",
      'process.getBuiltinModule is not a function',
    ],
    ['load an addon', "process.dlopen({ exports: {} }, '/lib/x.so');", 'process.dlopen is not a function'],
    ['end the process', 'process.exit(0);', 'process.exit is not a function'],
    ['require', "require('fs');", 'require is not defined'],
  ])('does not %s', async (_, line, because) => {
    expect(await answerOf(line)).toEqual({
      kind: 'failed',
      because: expect.stringContaining(`it threw: ${because}`),
    });
  });

  it.each([
    ['what is not loaded yet', 'node:net'],
    ['what our own program loaded', 'node:fs'],
  ])('gains nothing of %s by replacing what names are looked up with', async (_, name) => {
    const { problems } = await sandbox({
      'codemod.js': codemod(
        quiet,
        '',
        `const own = [String, RegExp, Map, URL].map(({ prototype }) => [prototype, Object.getOwnPropertyDescriptors(prototype)]);
         let problem;
         try {
           Object.prototype.format = 'builtin';
           String.prototype.startsWith = RegExp.prototype.test = RegExp.prototype.exec = () => true;
           String.prototype.slice = Map.prototype.get = () => '${name}';
           Map.prototype.has = () => true;
           Object.defineProperty(URL.prototype, 'href', { get: () => '${name}' });
           const got = await import('./beside.js');
           if (!('own' in got)) throw new Error('it got ' + Object.keys(got));
           await import('${name}');
         } catch (error) {
           problem = error;
         }
         for (const [prototype, before] of own) Object.defineProperties(prototype, before);
         throw problem;`,
      ),
      'beside.js': 'export const own = 1;',
    });
    expect(problems).toEqual([
      `codemod.js could not be loaded: ${name} cannot be imported; a codemod has its own files and springtide/codemod`,
    ]);
  });

  it('finds nothing in the environment', async () => {
    process.env.SPRINGTIDE_TEST_SECRET = 'hush';
    const answer = await answerOf("return { kind: 'skip', because: JSON.stringify(process.env) };");
    delete process.env.SPRINGTIDE_TEST_SECRET;
    expect(answer).toEqual({ kind: 'transform', value: { kind: 'skip', because: '{}' } });
  });

  it.each([
    ['loops for ever', 'for (;;) {}', { answerMilliseconds: 300 }, 'it took longer than 0.3 seconds'],
    [
      'waits for ever',
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
      { answerMilliseconds: 300 },
      'it took longer than 0.3 seconds',
    ],
    [
      'fills its heap',
      'const kept = []; for (;;) kept.push(new Array(1000).fill(0.5));',
      { heapMegabytes: 40 },
      'it needed more memory than a codemod may have',
    ],
    [
      'says too much',
      "return { kind: 'skip', because: 'x'.repeat(3e6) };",
      { answerBytes: 1_000_000 },
      'it said more than 1 MB at once',
    ],
  ])('is stopped when it %s', async (_, line, some, because) => {
    expect(await answerOf(line, { ...limits, ...some })).toEqual({ kind: 'stopped', because });
  });

  it.runIf(process.platform === 'linux')('is stopped when it fills the memory beside its heap', async () => {
    const line = 'const kept = []; for (;;) kept.push(new Uint8Array(1e7).fill(1));';
    expect(await answerOf(line, { ...limits, residentMegabytes: 300 })).toEqual({
      kind: 'stopped',
      because: 'it needed more memory than a codemod may have',
    });
  });

  it('is stopped when all its answers together take too long', async () => {
    const line = `for (const end = Date.now() + 60; Date.now() < end; ); ${quiet}`;
    const { ask } = await sandbox({ 'codemod.js': codemod(line) }, { ...limits, allMilliseconds: 3_000 });
    let answer = await ask(question);
    for (let asked = 1; asked < 60 && answer.kind !== 'stopped'; asked++) answer = await ask(question);
    expect(answer).toEqual({ kind: 'stopped', because: 'it took longer than 3 seconds in all' });
  });

  it('that was stopped answers nothing any more, and says why', async () => {
    const { ask } = await sandbox(
      { 'codemod.js': codemod('for (;;) {}') },
      { ...limits, answerMilliseconds: 300 },
    );
    const stopped = { kind: 'stopped', because: 'it took longer than 0.3 seconds' };
    expect(await ask(question)).toEqual(stopped);
    expect(await ask(question)).toEqual(stopped);
  });

  it.each([
    ['loops', 'for (;;) {}', 'it took longer than 0.5 seconds'],
    ['waits', 'await new Promise(() => {});', 'its process ended in the middle of its work'],
  ])('that %s before it is asked anything is stopped', async (_, head, because) => {
    const some = { ...limits, loadMilliseconds: head.startsWith('for') ? 500 : 15_000 };
    const { codemods, problems } = await sandbox({ 'codemod.js': codemod(quiet, '', head) }, some);
    expect({ codemods, problems }).toEqual({ codemods: [], problems: [because] });
  });

  it.each([
    ['nothing', 'return undefined;', 'value: '],
    ['a promise', `return (async () => { ${quiet} })();`, 'value: '],
    ['an edit without a place', "return { kind: 'result', edits: [{ text: '' }], notes: [] };", 'value'],
    [
      'an edit beside the file',
      "return { kind: 'result', edits: [{ start: 0, end: 1e6, text: '', rule: 'ebb', sure: true }], notes: [] };",
      'names a place that is not in the file',
    ],
    [
      'a rule it does not have',
      "return { kind: 'result', edits: [{ start: 0, end: 1, text: '', rule: 'x', sure: true }], notes: [] };",
      'names a rule that it does not have: x',
    ],
    [
      'a link that is none',
      "return { kind: 'result', edits: [], notes: [{ start: 0, rule: 'ebb', message: 'x', guide: 'javascript:x' }] };",
      'value',
    ],
    ['what has no end', 'const a = {}; a.a = a; return a;', 'circular'],
  ])('that answers %s is told so', async (_, line, because) => {
    expect(await answerOf(line)).toEqual({ kind: 'failed', because: expect.stringContaining(because) });
  });

  it('that replaces files of others is told so', async () => {
    const { ask } = await sandbox({
      'codemod.js': codemod(
        quiet,
        "replaceFiles: ({ folder }) => ({ changes: [{ path: folder + '../../x', after: '', rule: 'ebb' }], notes: [] }),",
      ),
    });
    const { context } = question;
    expect(await ask({ kind: 'replaceFiles', codemod: 'tide', folder: 'a/', context })).toEqual({
      kind: 'failed',
      because: 'its answer names a path outside of the package: a/../../x',
    });
  });

  it('changes no prototype of ours', async () => {
    const answer = await answerOf(
      `const dirty = JSON.parse('{"__proto__": {"tide": 1}, "constructor": {"prototype": {"tide": 1}}}');
       Object.prototype.toJSON = undefined; Array.prototype.map = () => { throw new Error('mine'); };
       return { kind: 'result', edits: [], notes: [], ...dirty, ['__proto__']: { tide: 1 } };`,
    );
    expect(answer).toEqual({ kind: 'transform', value: { kind: 'result', edits: [], notes: [] } });
    expect('tide' in {}).toBe(false);
  });
});
