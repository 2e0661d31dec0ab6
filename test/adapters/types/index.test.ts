import { describe, expect, it } from 'vitest';
import { beside, closureOf, type TypeSources } from '../../../src/adapters/types/closure.ts';
import { createTypeChecker } from '../../../src/adapters/types/index.ts';

/** A registry of these packages, each with one version. */
function sourcesOf(packages: Readonly<Record<string, { dependencies?: object; text: string }>>): TypeSources {
  return {
    async typed(name) {
      const known = packages[name];
      return (
        known && { manifest: { name, dependencies: known.dependencies }, texts: { 'index.d.ts': known.text } }
      );
    },
    newest: async (name) => (packages[name] ? '1.0.0' : undefined),
  };
}

describe('the declarations beside those of a package', () => {
  it.each<[string, Parameters<typeof sourcesOf>[0], string[] | undefined]>([
    ['are none', { tide: { text: 'export {};' } }, ['tide']],
    ['are those that others wrote', { '@types/tide': { text: 'export {};' } }, ['@types/tide']],
    [
      'are what it imports and depends on',
      {
        tide: {
          text: "import 'a'; import('@b/c/d'); export * from './e';",
          dependencies: { a: '1', '@types/b__c': '1', f: '1' },
        },
        a: { text: '/// <reference types="g" />', dependencies: { '@types/g': '1' } },
        '@types/b__c': { text: '' },
        '@types/g': { text: '' },
        f: { text: '' },
      },
      ['tide', 'a', '@types/b__c', '@types/g'],
    ],
    [
      'are those of Node.js, where it names a module of it',
      { tide: { text: "import 'node:net'; import 'fs/promises';" }, '@types/node': { text: '' } },
      ['tide', '@types/node'],
    ],
    [
      'are not asked for where nobody depends on them',
      { tide: { text: "import 'a';" }, a: { text: '' } },
      ['tide'],
    ],
    ['are unknown', {}, undefined],
  ])('%s', async (_, packages, expected) => {
    const found = await closureOf('tide', '1.0.0', sourcesOf(packages));
    expect(found && [...found.packages.keys()]).toEqual(expected);
  });

  const closureIn = async (packages: Parameters<typeof sourcesOf>[0]) => {
    const found = await closureOf('tide', '1.0.0', sourcesOf(packages));
    if (!found) throw new Error('tide has declarations');
    return found;
  };
  const tide = { text: "import 'wave';", dependencies: { wave: '1' } };
  const wave = { text: '' };

  it('stand beside both versions, when one of them needs them', async () => {
    const [plain, whole] = [
      await closureIn({ '@types/tide': { text: '' } }),
      await closureIn({ tide, wave }),
    ];
    expect([...beside('tide', plain, whole).keys()]).toEqual(['wave', '@types/tide']);
    expect([...beside('tide', whole, plain).keys()]).toEqual(['tide', 'wave']);
  });

  it('are left out of both, when they could not be had for one of them', async () => {
    const [part, whole] = [await closureIn({ tide }), await closureIn({ tide, wave })];
    expect([...beside('tide', whole, part).keys()]).toEqual(['tide']);
    expect([...beside('tide', part, whole).keys()]).toEqual(['tide']);
  });
});

describe('TypeScript in its thread', () => {
  const sources = sourcesOf({ tide: { text: 'export {};' } });
  const file = { path: 'a.ts', text: "import 'tide';" };
  const asked = { files: [file], exports: [] };

  it('answers', async () => {
    const types = createTypeChecker(sources);
    expect(await types.newErrors('tide', '1.0.0', '2.0.0', asked)).toEqual({
      kind: 'found',
      errors: [],
      standing: [],
    });
  });

  it('is stopped when it takes too long, and asked again the next time', async () => {
    const types = createTypeChecker(sources, { milliseconds: 1, megabytes: 256 });
    const late = { kind: 'unknown', because: 'TypeScript was stopped: it needed more than 0.001 s' };
    const ask = () => types.newErrors('tide', '1.0.0', '2.0.0', asked);
    expect(await Promise.all([ask(), ask()])).toEqual([late, late]);
  });

  it('is not asked about more files than it can read', async () => {
    const many = Array.from({ length: 401 }, (_, index) => ({ ...file, path: `${index}.ts` }));
    expect(
      await createTypeChecker(sources).newErrors('tide', '1.0.0', '2.0.0', { files: many, exports: [] }),
    ).toEqual({
      kind: 'unknown',
      because: '401 files use it, which is more than are checked',
    });
  });
});
