import { describe, expect, it } from 'vitest';
import {
  readDocument,
  repairTags,
  visibleVersions,
  writeDocument,
} from '../../../src/adapters/gateway/document.ts';
import { recorded } from '../registries/recorded.ts';

const now = new Date('2026-11-24T00:00:00Z');
const document = readDocument(Buffer.from(JSON.stringify(recorded())), 'tide');
const time = recorded().time;
const rules = { minimumReleaseAgeDays: 3, quarantined: new Set<string>(), keep: new Set<string>(), now };
const all = ['1.0.0', '2.0.0', '2.0.1', '3.0.0-rc.1'];

describe('which versions are shown', () => {
  const rows: [string, object, Record<string, string> | 'old enough', string[]][] = [
    ['all, when no age is asked for', { minimumReleaseAgeDays: 0 }, {}, all],
    ['all, when nothing is young', {}, 'old enough', all],
    ['not the young ones', {}, time, ['1.0.0', '2.0.0', '3.0.0-rc.1']],
    ['the young one that the lockfile has', { keep: new Set(['tide@2.0.1']) }, time, all],
    [
      'not the quarantined ones',
      { quarantined: new Set(['tide@2.0.0', 'moon@1.0.0']) },
      time,
      ['1.0.0', '3.0.0-rc.1'],
    ],
    ['a version of exactly that age', { now: new Date('2026-11-26T12:00:00Z') }, time, all],
    ['none whose moment nobody knows', {}, {}, []],
    ['none whose moment is nonsense', {}, { '1.0.0': 'soon' }, []],
  ];
  it.each(rows)('%s', (_, change, known, expected) => {
    expect([...visibleVersions(document, known, { ...rules, ...change })]).toEqual(expected);
  });
});

describe('dist-tags', () => {
  const rows: [string, Record<string, string>, string[], Record<string, string>][] = [
    [
      'stay, when what they name is shown',
      { latest: '2.0.0', next: '3.0.0' },
      ['2.0.0', '3.0.0'],
      { latest: '2.0.0', next: '3.0.0' },
    ],
    ['go, when what they name is hidden', { latest: '2.0.0', next: '3.0.0' }, ['2.0.0'], { latest: '2.0.0' }],
    [
      'latest falls back to the highest stable one below',
      { latest: '2.0.1' },
      ['1.0.0', '2.0.0', '2.0.1-rc.1', '3.0.0'],
      { latest: '2.0.0' },
    ],
    ['latest never rises', { latest: '2.0.1' }, ['3.0.0'], {}],
    [
      'latest is a pre-release only where there is nothing else',
      { latest: '2.0.1' },
      ['1.0.0-a', '1.0.0-b'],
      { latest: '1.0.0-b' },
    ],
    ['latest that is no version is dropped', { latest: 'x' }, ['1.0.0'], {}],
  ];
  it.each(rows)('%s', (_, tags, visible, expected) => {
    expect(repairTags(tags, new Set(visible))).toEqual(expected);
  });
});

describe('a document that is written again', () => {
  it('is the registry’s, without the texts nobody resolves by', () => {
    const { readme, ...whole } = recorded();
    const { maintainers, ...first } = whole.versions['1.0.0'] as Record<string, unknown>;
    expect(readme).toBeDefined();
    expect(maintainers).toBeDefined();
    const written = JSON.parse(writeDocument(document, new Set(all), (_, original) => original));
    expect(written).toEqual({ ...whole, versions: { ...whole.versions, '1.0.0': first } });
  });

  it('has neither version, moment nor tag of what is hidden', () => {
    const written = JSON.parse(writeDocument(document, new Set(['1.0.0']), (_, original) => original));
    expect(Object.keys(written.versions)).toEqual(['1.0.0']);
    expect(Object.keys(written.time)).toEqual(['created', 'modified', '1.0.0']);
    expect(written['dist-tags']).toEqual({ latest: '1.0.0', old: '1.0.0' });
  });

  it('keeps hostile names as plain keys', () => {
    const hostile =
      '{"versions":{"__proto__":{"version":"__proto__"},"1.0.0":null},"time":{"__proto__":"x"}}';
    const read = readDocument(Buffer.from(hostile), 'tide');
    expect([...visibleVersions(read, read.time ?? {}, rules)]).toEqual([]);
    expect(writeDocument(read, new Set(['__proto__']), (_, original) => original)).toContain('"__proto__":{');
  });
});
