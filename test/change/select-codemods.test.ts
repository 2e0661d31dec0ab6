import { describe, expect, it } from 'vitest';
import type { Codemod, Trigger } from '../../src/change/codemod.ts';
import { type Crossing, crossingsOf, selectCodemods } from '../../src/change/select-codemods.ts';
import type { Update } from '../../src/domain/update.ts';

const policy = { enabled: true, disabled: [], modernise: false };

function codemod(id: string, trigger: Trigger, more: Partial<Codemod> = {}): Codemod {
  const rules = [{ id: 'rule', doc: '' }];
  const transform = () => ({ kind: 'result' as const, edits: [], notes: [] });
  return {
    id,
    title: id,
    revision: 1,
    level: 'required',
    trigger,
    languages: [],
    hints: [],
    rules,
    transform,
    ...more,
  };
}

const npm = (name: string, crosses: string): Trigger => ({
  kind: 'dependency',
  ecosystem: 'npm',
  name,
  crosses,
});
const moves = (name: string, installed: string, wanted: string): Crossing => ({
  ecosystem: 'npm',
  name,
  installed,
  wanted,
  paths: [],
});
const ids = (selected: readonly { readonly codemod: Codemod }[]): readonly string[] =>
  selected.map((one) => one.codemod.id);

const node: Update = {
  kind: 'update',
  dependency: {
    ecosystem: 'runtimes',
    name: 'node',
    manifest: '.nvmrc',
    type: 'nvmrc',
    purpose: 'production',
    sites: [],
    requirement: '18',
    source: { kind: 'registry' },
  },
  from: '18',
  to: { version: '24' },
  type: 'major',
  requirement: '24',
  edits: [],
  passedOver: [],
};
describe('a boundary', () => {
  const catalogue = [codemod('five', npm('express', '5.0.0'))];

  it.each([
    ['4.17.1', '4.22.3', false],
    ['5.0.0', '5.1.0', false],
    ['5.1.0', '4.22.3', false],
    ['nonsense', '5.1.0', false],
    ['4.17.1', '5.0.0', true],
    ['4', 'v5.1', true],
    ['3.0.0', '6.0.0', true],
  ])('from %s to %s: %s', (installed, wanted, crossed) => {
    expect(selectCodemods([moves('express', installed, wanted)], catalogue, policy)).toHaveLength(
      crossed ? 1 : 0,
    );
  });

  it('belongs to one name in one ecosystem', () => {
    expect(selectCodemods([moves('fastify', '4.0.0', '5.0.0')], catalogue, policy)).toEqual([]);
    const image: Crossing = { ...moves('express', '4.0.0', '5.0.0'), ecosystem: 'docker' };
    expect(selectCodemods([image], catalogue, policy)).toEqual([]);
  });

  it('hands the codemod the version that is wanted', () => {
    const [selected] = selectCodemods([moves('express', '4.0.0', '5.1.0')], catalogue, policy);
    expect(selected?.target).toBe('5.1.0');
  });
});

it('several boundaries are one codemod, with the rules of those that are crossed', () => {
  const catalogue = [
    codemod('both', npm('x', '6.0.0'), {
      trigger: [npm('x', '6.0.0'), npm('x', '7.0.0')],
      rules: [
        { id: 'always', doc: '' },
        { id: 'six', doc: '', crosses: '6.0.0' },
      ],
    }),
  ];
  const rules = (installed: string, wanted: string) =>
    selectCodemods([moves('x', installed, wanted)], catalogue, policy).map((one) => [...one.rules]);
  expect(rules('5.9.0', '6.0.3')).toEqual([['always', 'six']]);
  expect(rules('5.9.0', '7.0.2')).toEqual([['always', 'six']]);
  expect(rules('6.0.3', '7.0.2')).toEqual([['always']]);
  expect(rules('7.0.0', '7.0.2')).toEqual([]);
});

describe('the order', () => {
  it('is by boundary, then after, then id', () => {
    const catalogue = [
      codemod('b', npm('x', '5.0.0')),
      codemod('a', npm('x', '5.0.0'), { after: ['b'] }),
      codemod('z', npm('x', '4.0.0'), { after: ['a'] }),
      codemod('c', npm('x', '5.0.0')),
    ];
    expect(ids(selectCodemods([moves('x', '3.0.0', '5.0.0')], catalogue, policy))).toEqual([
      'z',
      'b',
      'a',
      'c',
    ]);
  });

  it('survives two that name each other', () => {
    const catalogue = [
      codemod('b', npm('x', '5.0.0'), { after: ['a'] }),
      codemod('a', npm('x', '5.0.0'), { after: ['b'] }),
    ];
    expect(ids(selectCodemods([moves('x', '3.0.0', '5.0.0')], catalogue, policy))).toEqual(['a', 'b']);
  });
});

describe('the policy', () => {
  const catalogue = [
    codemod('required', npm('x', '5.0.0')),
    codemod('deprecated', npm('x', '5.0.0'), { level: 'deprecated' }),
    codemod('modern', npm('x', '5.0.0'), { level: 'modernise' }),
    codemod('mixed', npm('x', '5.0.0'), {
      level: 'modernise',
      rules: [
        { id: 'must', doc: '', level: 'required' },
        { id: 'may', doc: '' },
      ],
    }),
  ];
  const crossing = [moves('x', '4.0.0', '5.0.0')];

  it('keeps modernisation off until it is asked for, rule by rule', () => {
    const selected = selectCodemods(crossing, catalogue, policy);
    expect(ids(selected)).toEqual(['deprecated', 'mixed', 'required']);
    expect([...(selected[1]?.rules ?? [])]).toEqual(['must']);
    expect(ids(selectCodemods(crossing, catalogue, { ...policy, modernise: true }))).toContain('modern');
  });

  it('turns codemods off, one or all', () => {
    expect(ids(selectCodemods(crossing, catalogue, { ...policy, disabled: ['mixed'] }))).toEqual([
      'deprecated',
      'required',
    ]);
    expect(selectCodemods(crossing, catalogue, { ...policy, enabled: false })).toEqual([]);
  });
});

describe('a tool', () => {
  const catalogue = [codemod('files', { kind: 'tool', name: 'docker' })];
  const image: Crossing = {
    ecosystem: 'docker',
    name: 'redis',
    installed: 'edge',
    wanted: '8-alpine',
    paths: ['api/Dockerfile'],
  };

  it('has no boundary: any update of its ecosystem is worth it', () => {
    expect(selectCodemods([moves('docker', '1.0.0', '2.0.0')], catalogue, policy)).toEqual([]);
    expect(ids(selectCodemods([image], catalogue, policy))).toEqual(['files']);
  });

  it('is not told the version of one of many images, and sees the files that move alone', () => {
    const other = { ...image, paths: ['web/Dockerfile'] };
    const [selected] = selectCodemods([image, other], catalogue, policy);
    expect(selected?.target).toBeUndefined();
    expect(selected).toMatchObject({
      only: new Set(['api/Dockerfile', 'web/Dockerfile']),
    });
  });

  it('moves with the image of a runtime', () => {
    const edit = { path: 'Dockerfile', range: { start: 0, end: 0 }, was: '', text: '' };
    expect(selectCodemods(crossingsOf([node]), catalogue, policy)).toEqual([]);
    expect(ids(selectCodemods(crossingsOf([{ ...node, edits: [edit] }]), catalogue, policy))).toEqual([
      'files',
    ]);
  });
});

it('packages of the same name in other ecosystems are others', () => {
  const catalogue = [codemod('six', { kind: 'dependency', ecosystem: 'pypi', name: 'x', crosses: '2' })];
  expect(selectCodemods([moves('x', '1', '3')], catalogue, policy)).toEqual([]);
  expect(ids(selectCodemods([{ ...moves('x', '1', '3'), ecosystem: 'pypi' }], catalogue, policy))).toEqual([
    'six',
  ]);
});

it('an update of Node.js crosses versions of the runtime', () => {
  const catalogue = [codemod('node', { kind: 'runtime', name: 'node', crosses: '24.0.0' })];
  expect(ids(selectCodemods(crossingsOf([node]), catalogue, policy))).toEqual(['node']);
});
