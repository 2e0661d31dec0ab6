import { describe, expect, it } from 'vitest';
import { choose } from '../../../../src/adapters/workspace/programs/choose.ts';
import type { Lockfile } from '../../../../src/domain/manifest.ts';

function chosen(tool: Lockfile['tool'], format: string, toolVersion?: string, before = ''): string {
  const lockfile: Lockfile = {
    path: 'pnpm-lock.yaml',
    tool,
    format,
    manifests: [],
    packages: [],
    inputs: [],
    ...(toolVersion === undefined ? {} : { toolVersion }),
  };
  const choice = choose(lockfile, before);
  return choice.kind === 'program' ? choice.label : choice.because;
}

describe('who writes a lockfile', () => {
  it.each([
    ['5.4', '7.33.7', 'pnpm 7.33.7'],
    ['9.0', '10.2.0+sha512.abc', 'pnpm 10.2.0'],
    ['6.0', '8.3.1', 'pnpm 8.3.1'],
  ])('format %s of pnpm is written by the %s that the repository names', (format, asked, label) => {
    expect(chosen('pnpm', format, asked)).toBe(label);
  });

  it.each([
    ['5.3', '6.35.1', 'pnpm 6.14.5'],
    ['5.4', '7.0.0', 'pnpm 7.32.2'],
    ['5.4', '7.32.1', 'pnpm 7.32.2'],
    ['6.0', '8.1.1', 'pnpm 8.3.1'],
    ['6.0', '8.3.0', 'pnpm 8.3.1'],
  ])('format %s is not written by %s, which cannot ask on the Node.js of today', (format, asked, label) => {
    expect(chosen('pnpm', format, asked)).toBe(label);
  });

  it.each([
    ['pnpm', '5.3', 'pnpm 6.14.5'],
    ['pnpm', '6.1', 'pnpm 8.15.9'],
    ['yarn', '8', 'yarn 4.18.1'],
    ['yarn', '6', 'yarn 3.8.7'],
    ['yarn-classic', '1', 'yarn 1.22.22'],
  ] as const)('%s %s is written by the newest that leaves the format as it is', (tool, format, label) => {
    expect(chosen(tool, format)).toBe(label);
  });

  it('refuses what is no exact version, and formats nobody knows', () => {
    expect(chosen('pnpm', '9.0', 'latest')).toMatch(/not an exact version/);
    expect(chosen('pnpm', '4.0')).toMatch(/no known version of pnpm/);
  });
});
