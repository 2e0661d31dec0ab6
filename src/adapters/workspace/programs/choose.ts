/** Which program, at which version, writes a lockfile. Only names that are known here are ever downloaded. */
import { satisfies, valid } from 'semver';
import type { Lockfile } from '../../../domain/manifest.ts';

export type ProgramName = 'pnpm' | '@yarnpkg/cli-dist' | 'yarn';

export interface Choice {
  readonly kind: 'program';
  readonly name: ProgramName;
  readonly version: string;
  /** For people: `pnpm 10.34.9`. */
  readonly label: string;
}

export type Chosen = Choice | { readonly kind: 'refused'; readonly because: string };

/** The newest of each major that runs here; a format that several of them write goes to the one that leaves it as it is. */
const newest = {
  pnpm6: '6.14.5',
  pnpm7: '7.33.7',
  pnpm8: '8.15.9',
  pnpm9: '9.15.9',
  pnpm10: '10.34.9',
  pnpm11: '11.28.11',
  yarn1: '1.22.22',
  yarn2: '2.4.2',
  yarn3: '3.8.7',
  yarn4: '4.18.1',
};

export function choose(lockfile: Lockfile, before: string): Chosen {
  const asked = lockfile.toolVersion;
  switch (lockfile.tool) {
    case 'pnpm':
      return chosen('pnpm', 'pnpm', runnable(asked), () => pnpmFor(lockfile.format, before));
    case 'yarn':
      return chosen('@yarnpkg/cli-dist', 'yarn', asked, () => berryFor(lockfile.format));
    case 'yarn-classic':
      // A repository may name a newer yarn that it runs through `yarnPath`; the format says who wrote the lockfile.
      return chosen('yarn', 'yarn', asked?.startsWith('1.') ? asked : undefined, () => newest.yarn1);
    case 'npm':
    case 'bun':
      return { kind: 'refused', because: `${lockfile.path} is not written by pnpm or yarn` };
  }
}

function chosen(
  name: ProgramName,
  label: string,
  asked: string | undefined,
  fallback: () => string | undefined,
): Chosen {
  const wanted = asked?.split('+')[0];
  if (wanted !== undefined && valid(wanted) !== wanted) {
    return {
      kind: 'refused',
      because: `packageManager asks for ${label} ${JSON.stringify(wanted.slice(0, 80))}, which is not an exact version`,
    };
  }
  const version = wanted ?? fallback();
  return version === undefined
    ? { kind: 'refused', because: `no known version of ${label} writes this format of its lockfile` }
    : { kind: 'program', name, version, label: `${label} ${version}` };
}

/**
 * On Node.js 20 and newer every request of these fails (ERR_INVALID_THIS), and they wait for minutes before they say so. The
 * nearest one that runs writes the same format. Tried with Node.js 24.
 */
const mute = [
  { versions: '>=6.14.6 <7.0.0', instead: newest.pnpm6 },
  { versions: '>=7.0.0 <7.32.2', instead: '7.32.2' },
  { versions: '>=8.0.0 <8.3.1', instead: '8.3.1' },
];

function runnable(asked: string | undefined): string | undefined {
  const version = asked?.split('+')[0] ?? '';
  return mute.find(({ versions }) => satisfies(version, versions))?.instead ?? asked;
}

/** https://github.com/pnpm/spec/tree/master/lockfile */
function pnpmFor(format: string, before: string): string | undefined {
  switch (format) {
    case '5.3':
      return newest.pnpm6;
    case '5.4':
      return newest.pnpm7;
    case '6.0':
    case '6.1':
      return newest.pnpm8;
    case '9.0':
      return pnpmForNine(before);
    default:
      return undefined;
  }
}

/**
 * pnpm 9 to 12 all write 9.0. Where they differ: 11 begins with a document of its own and writes the hash of a patch without
 * its path; 9 writes short hashes without a prefix. 12 is a native program and is taken only when it is asked for.
 */
function pnpmForNine(before: string): string {
  if (before.startsWith('---') || /^patchedDependencies:\n {2}\S+: \w/m.test(before)) return newest.pnpm11;
  const shortHash = /^packageExtensionsChecksum: [0-9a-f]{32}$/m.test(before);
  const shortPatch = /^patchedDependencies:\n {2}\S+:\n {4}hash: \w{26}$/m.test(before);
  return shortHash || shortPatch ? newest.pnpm9 : newest.pnpm10;
}

/** `__metadata.version` of a yarn.lock. */
function berryFor(format: string): string | undefined {
  const number = Number(format);
  if (!Number.isInteger(number) || number < 4) return undefined;
  if (number === 4) return newest.yarn2;
  return number < 8 ? newest.yarn3 : newest.yarn4;
}
