import type { LockedPackage } from '../../../domain/manifest.ts';
import { type Lock, linesOf, nameAndVersion, UnreadableLock, unquoted } from './lock.ts';

/** Yarn 1's lockfile is not quite YAML, yarn 2's and later are. Both list what was asked for, and what it became. */
export function readYarnLock(text: string): Lock {
  return /^__metadata:/m.test(text) ? readBerry(text) : readClassic(text);
}

/** `"a@^1.0.0", "a@^1.1.0":` and below it `  version "1.2.3"`. */
function readClassic(text: string): Lock {
  if (!text.includes('yarn lockfile v1') && text.trim() !== '')
    throw new UnreadableLock('it is no lockfile of yarn');
  const versions = new Map<string, string>();
  const packages: LockedPackage[] = [];
  let asked: string[] = [];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (!line.startsWith(' ')) {
      asked = line.trim().replace(/:$/, '').split(/,\s*/).map(unquoted);
    } else if (line.startsWith('  version ')) {
      const version = unquoted(line.slice('  version '.length).trim());
      for (const descriptor of asked) versions.set(descriptor, version);
      const name = asked[0] && nameAndVersion(asked[0]);
      if (name) packages.push({ name: name[0], version });
    }
  }
  return {
    tool: 'yarn-classic',
    format: '1',
    packages,
    versionOf: (_, name, written) => versions.get(`${name}@${written}`),
  };
}

interface Draft {
  readonly asked: readonly string[];
  name?: string;
  version?: string;
  readonly peers: Map<string, string>;
  readonly optionalPeers: string[];
}

function readBerry(text: string): Lock {
  const drafts: Draft[] = [];
  const path: string[] = [];
  let format = '';
  for (const { indent, key, value } of linesOf(text)) {
    const depth = indent >> 1;
    path.length = Math.min(path.length, depth);
    path[depth] = key;
    const [top, field, name] = path;
    if (top === '__metadata') {
      if (field === 'version' && depth === 1) format = value;
      continue;
    }
    if (depth === 0) drafts.push({ asked: key.split(', '), peers: new Map(), optionalPeers: [] });
    const draft = drafts.at(-1);
    if (!draft) continue;
    if (depth === 1 && field === 'version') draft.version = value;
    else if (depth === 1 && field === 'resolution') draft.name = nameAndVersion(value)?.[0] ?? '';
    else if (depth === 2 && field === 'peerDependencies' && name !== undefined) draft.peers.set(name, value);
    else if (depth === 3 && field === 'peerDependenciesMeta' && name !== undefined && value === 'true')
      draft.optionalPeers.push(name);
  }
  return berry(format, drafts);
}

function berry(format: string, drafts: readonly Draft[]): Lock {
  const asked = new Map(
    drafts.flatMap((draft) => draft.asked.map((descriptor) => [descriptor, draft] as const)),
  );
  const byName = Map.groupBy(drafts, (draft) => draft.name ?? '');
  return {
    tool: 'yarn',
    format,
    packages: drafts.flatMap(({ name, version, peers, optionalPeers }) =>
      name && version && version !== '0.0.0-use.local'
        ? [
            {
              name,
              version,
              ...(peers.size > 0 ? { peers: Object.fromEntries(peers) } : {}),
              ...(optionalPeers.length > 0 ? { optionalPeers } : {}),
            },
          ]
        : [],
    ),
    versionOf(_, name, written) {
      const found =
        asked.get(`${name}@npm:${written}`) ??
        asked.get(`${name}@${written}`) ??
        asked.get(`${name}@catalog:${written}`);
      if (found) return found.version;
      // `resolutions` write another descriptor than the manifest does; a package that is there once is the one.
      const same = byName.get(name) ?? [];
      return same.length === 1 ? same[0]?.version : undefined;
    },
  };
}
