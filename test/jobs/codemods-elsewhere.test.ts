import { describe, expect, it } from 'vitest';
import type { CodemodDescription, Question, RunningCodemods } from '../../src/change/elsewhere.ts';
import { runCodemods } from '../../src/change/run-codemods.ts';
import { selectByHand } from '../../src/change/select-codemods.ts';
import type { CodemodSource } from '../../src/domain/policy.ts';
import { type Elsewhere, type ElsewhereWorld, openElsewhere } from '../../src/jobs/codemods-elsewhere.ts';

const described = (id: string): CodemodDescription => ({
  id,
  title: id,
  revision: 1,
  level: 'required',
  trigger: { kind: 'tool', name: 'docker' },
  languages: ['javascript'],
  hints: [['(']],
  rules: [{ id: 'rule', doc: '' }],
  answers: new Set(),
});

type Answers = (question: Question) => Awaited<ReturnType<RunningCodemods['ask']>>;

const replaces =
  (word: string, by: string): Answers =>
  (question) => {
    const start = 'text' in question ? question.text.indexOf(word) : -1;
    const end = start + word.length;
    const edits = start < 0 ? [] : [{ start, end, text: by, rule: 'rule', sure: true }];
    return { kind: 'transform', value: { kind: 'result', edits, notes: [] } };
  };
const flows = replaces('ebb', 'flow');

const named = (name: string): CodemodSource => ({ kind: 'package', name, version: '1.0.0', integrity: '' });

/** Each package holds one codemod of its name; `closed` fills when its process ends. */
function worldOf(packages: Readonly<Record<string, Answers>>, closed: string[] = []): ElsewhereWorld {
  return {
    allowed: ['*'],
    howToAllow: 'ask',
    organisation: async () => undefined,
    modules: async (source) => {
      if (source.kind === 'package' && source.name === 'broken') throw new Error('the world stumbled');
      return { kind: 'found', files: new Map([['name', source.kind === 'package' ? source.name : '']]) };
    },
    run: async (files) => {
      const id = files.get('name') ?? '';
      return {
        codemods: [described(id)],
        problems: [],
        ask: async (question) => packages[id]?.(question) ?? { kind: 'failed', because: 'nobody is there' },
        close: () => void closed.push(id),
      };
    },
  };
}

/** What the codemods make of the file, run as the engine runs them. */
function made(elsewhere: Elsewhere, path: string, text: string): string {
  const runs = runCodemods({
    files: [{ path, text, byteOrderMark: false, executable: false }],
    codemods: elsewhere.codemods.map((codemod) => selectByHand(codemod, [])),
    context: { budget: () => () => false },
  });
  return runs.flatMap(({ sure }) => sure).at(-1)?.after ?? text;
}

const open = (world: ElsewhereWorld, ...names: readonly string[]) =>
  openElsewhere(names.map(named), [], world);

describe('codemods of others', () => {
  it('are asked until nothing is new, each question once', async () => {
    const asked: string[] = [];
    const counting: Answers = (question) => {
      asked.push('text' in question ? question.text : '');
      return flows(question);
    };
    const elsewhere = await open(worldOf({ one: counting }), 'one');
    expect(await elsewhere.settled(() => made(elsewhere, 'a.js', 'ebb()'))).toBe('flow()');
    expect(asked).toEqual(['ebb()', 'flow()']);
    expect(elsewhere.notRun()).toEqual([]);
  });

  it('start from what those before them made', async () => {
    const elsewhere = await open(worldOf({ one: flows, two: replaces('flow', 'surge') }), 'one', 'two');
    expect(await elsewhere.settled(() => made(elsewhere, 'a.js', 'ebb()'))).toBe('surge()');
  });

  it('change nothing where the second run fails', async () => {
    const once: Answers = (question) =>
      'text' in question && question.text === 'ebb()' ? flows(question) : { kind: 'failed', because: 'no' };
    const elsewhere = await open(worldOf({ one: once }), 'one');
    expect(await elsewhere.settled(() => made(elsewhere, 'a.js', 'ebb()'))).toBe('ebb()');
    expect(elsewhere.notRun()).toEqual([{ from: 'one 1.0.0', because: 'one could not do a.js: no' }]);
  });

  it('that are stopped at one file have changed none, and the others go on', async () => {
    const stops: Answers = (question) =>
      'path' in question && question.path === 'b.js'
        ? { kind: 'stopped', because: 'too slow' }
        : flows(question);
    const elsewhere = await open(worldOf({ one: stops, two: replaces('()', '(1)') }), 'one', 'two');
    const all = () =>
      elsewhere.settled(async () => {
        const texts = [];
        for (const path of ['a.js', 'b.js'])
          texts.push(await elsewhere.settled(() => made(elsewhere, path, 'ebb()')));
        return texts;
      });
    expect(await all()).toEqual(['ebb(1)', 'ebb(1)']);
    expect(elsewhere.notRun()).toEqual([{ from: 'one 1.0.0', because: 'too slow, at b.js' }]);
  });

  it('leave no process behind when the world stumbles', async () => {
    const closed: string[] = [];
    await expect(open(worldOf({ one: flows }, closed), 'one', 'broken')).rejects.toThrow(
      'the world stumbled',
    );
    expect(closed).toEqual(['one']);
  });

  it.each([
    ['nobody', []],
    ['nobody but others', ['two']],
    ['everybody but it', ['*', '!one']],
    ['everybody but others, which is no word for it', ['!two']],
  ])('do not run where the operator allows %s', async (_, allowed) => {
    const elsewhere = await open({ ...worldOf({ one: flows }), allowed }, 'one');
    expect(elsewhere.codemods).toEqual([]);
    expect(elsewhere.notRun()).toEqual([{ from: 'one 1.0.0', because: 'one is not allowed; ask' }]);
  });
});
