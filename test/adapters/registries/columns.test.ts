import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns, toColumns } from '../../../src/adapters/registries/columns.ts';
import type { PackageReleases } from '../../../src/domain/release.ts';

const ranges = fc.dictionary(fc.constantFrom('node', 'npm', 'react', 'constructor'), fc.string());
const release = fc.record(
  {
    version: fc.stringMatching(/^[^\s]+$/),
    publishedAt: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString()),
    deprecated: fc.string(),
    withdrawn: fc.constant(true as const),
    engines: ranges,
    peers: ranges,
    optionalPeers: fc.array(fc.string()),
    moduleOnly: fc.constant(true as const),
    hasProgram: fc.constant(true as const),
    installScript: fc.constant(true as const),
    attested: fc.constant(true as const),
    publisher: fc.string(),
    license: fc.string(),
    digest: fc.string(),
  },
  { requiredKeys: ['version'], noNullPrototype: true },
);

describe('releases in columns', () => {
  it('come back as they were, through JSON', () => {
    fc.assert(
      fc.property(fc.array(release), (releases) => {
        const known = { name: 'x', releases, tags: { latest: '1.0.0' }, complete: true } as PackageReleases;
        const kept = JSON.parse(JSON.stringify(toColumns(known)));
        expect(JSON.stringify(sorted(fromColumns(kept)))).toBe(JSON.stringify(sorted(known)));
      }),
    );
  });

  it('take few bytes for many releases that differ in little', () => {
    const releases = Array.from({ length: 2000 }, (_, patch) => ({
      version: `1.0.${patch}`,
      publishedAt: new Date(1.7e12 + patch * 1e6).toISOString(),
      engines: { node: '>=18' },
      peers: { react: '^19.0.0', 'react-dom': '^19.0.0' },
    }));
    const known: PackageReleases = { name: 'x', releases, tags: {}, complete: true };
    expect(JSON.stringify(toColumns(known)).length * 6).toBeLessThan(JSON.stringify(known).length);
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .map(([key, one]) => [key, sorted(one)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
