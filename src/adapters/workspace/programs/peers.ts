/** Which peer conflicts an upgrade brings: programs also print those that were there before. */
import { satisfies, valid } from 'semver';
import type { PeerConflict } from '../../../domain/update.ts';
import type { LockRequest } from '../../../ports.ts';

/** pnpm draws a tree: the line of a package, and under it what it misses. */
export function pnpmConflicts(output: string): PeerConflict[] {
  const conflicts: PeerConflict[] = [];
  let who = '';
  for (const line of output.split('\n')) {
    const parent = /[├└]─[┬─]+ ((?:@[^\s/]+\/)?[^\s@/]+) (\d\S*)$/.exec(line);
    if (parent) who = `${parent[1]}@${parent[2]}`;
    const unmet = /✕ unmet peer ((?:@[^\s/]+\/)?[^\s@/]+)@(.+): found (\S+)/.exec(line);
    if (unmet?.[1] && unmet[2] && unmet[3]) {
      conflicts.push({ who, peer: unmet[1], wants: unquoted(unmet[2]), gets: unmet[3] });
    }
  }
  return conflicts;
}

function unquoted(range: string): string {
  return range.replace(/^"(.*)"$/, '$1');
}

/**
 * yarn says it in a sentence: `react is listed by your project with version 18.2.0 (p1a2b3), which doesn't satisfy what
 * some-plugin and other dependencies request (^17.0.0).`; before yarn 4, `root@workspace:. provides react (p1a2b3) with …`.
 */
export function yarnConflicts(output: string): PeerConflict[] {
  return output.split('\n').flatMap((line) => {
    const [subject = '', complaint] = line.split(" doesn't satisfy what ", 2);
    if (complaint === undefined || !subject.includes('YN0060')) return [];
    const peer = /│ (\S+) is listed by your project /.exec(subject) ?? / provides (\S+) \(/.exec(subject);
    const gets = / with version ([^\s,]+)/.exec(subject);
    const who = complaint.split(' ', 1)[0];
    const range = /\(([^()]+)\)\.?$/.exec(complaint)?.[1] ?? 'another version';
    return peer?.[1] && gets?.[1] && who ? [{ who, peer: peer[1], wants: range, gets: gets[1] }] : [];
  });
}

/** Only what the wanted packages are part of, and what the lockfile did not already have. */
export function newConflicts(conflicts: readonly PeerConflict[], request: LockRequest): PeerConflict[] {
  return conflicts.filter((each) => concerns(each, request) && !wasThere(each, request));
}

function concerns({ who, peer, gets }: PeerConflict, request: LockRequest): boolean {
  return request.wanted.some(
    ({ name, version }) =>
      (name === peer && version === gets) || who === name || who === `${name}@${version}`,
  );
}

/** The same package wanted the same peer before, and no version of it that the lockfile had was right. */
function wasThere({ who, peer, wants }: PeerConflict, request: LockRequest): boolean {
  const { packages } = request.lockfile;
  const before = packages.filter(({ name, version }) => name === peer && valid(version));
  const asked = packages.some(({ name, version }) => who === name || who === `${name}@${version}`);
  return asked && before.length > 0 && !before.some(({ version }) => satisfies(version, wants));
}
