/**
 * What the simulated fleet is made of: a registry of packages that depend on one another, and repositories that use some of them, each with
 * a lockfile, sources and a Node.js of its own. The same number makes the same repository on every machine.
 */
import { createHash } from 'node:crypto';
import type { Registry } from '../../test/world/registry.ts';

/** Packages that repositories name, and packages that those need. */
const direct = Array.from({ length: 100 }, (_, at) => `plank-${at}`);
const deep = Array.from({ length: 200 }, (_, at) => `nail-${at}`);
const versions = [1, 2, 3].flatMap((major) => [0, 1, 2, 3, 4, 5, 6, 7].map((minor) => `${major}.${minor}.0`));
const locked = '1.3.0';

const modulo = <One>(all: readonly One[], at: number) => all[at % all.length] as One;
const needsOf = (at: number) => [1, 2, 3].map((step) => modulo(deep, at * 7 + step * 11));

export function publishPackages(registry: Registry): void {
  for (const [at, name] of direct.entries())
    for (const version of versions)
      registry.publish(name, version, {
        at: '2025-01-01',
        dependencies: Object.fromEntries(needsOf(at).map((need) => [need, '^1.0.0'])),
      });
  for (const name of deep)
    for (const version of versions) registry.publish(name, version, { at: '2025-01-01' });
}

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;

/** `quiet`: everything is planned, and no pull request is opened today. */
export const configuration = (quietToday: Date | undefined) =>
  quietToday === undefined
    ? 'extends: [springtide:quiet]\n'
    : `extends: [springtide:quiet]\nschedule: ["on ${dayAfter(quietToday)}"]\ntimezone: UTC\n`;

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
/** Three days on: a bench that runs past midnight stays quiet. */
const dayAfter = (today: Date) => modulo(days, today.getUTCDay() + 3);

export function filesOf(index: number, registry: string): Record<string, string> {
  const used = [...new Set(Array.from({ length: 30 }, (_, at) => (index * 13 + at * 3) % direct.length))];
  const dependencies = rangesOf(used.slice(0, 20));
  const devDependencies = rangesOf(used.slice(20));
  const project = { name: `boat-${index}`, version: '1.0.0', private: true };
  const manifest = { ...project, engines: { node: '>=24' }, dependencies, devDependencies };
  return {
    'package.json': json(manifest),
    'package-lock.json': json({
      name: project.name,
      version: project.version,
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': manifest,
        ...Object.fromEntries(lockEntries(used, registry).sort(([one], [other]) => (one < other ? -1 : 1))),
      },
    }),
    '.nvmrc': '24\n',
    'README.md': `# Boat ${index}\n`,
    ...Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [
        `src/${at}.js`,
        `import plank from '${modulo(Object.keys(dependencies), at)}';\n\nexport default plank(${index}, ${at});\n`,
      ]),
    ),
  };
}

const rangesOf = (used: readonly number[]) =>
  Object.fromEntries(used.map((at) => [modulo(direct, at), `^${locked}`]));

function lockEntries(used: readonly number[], registry: string): [string, object][] {
  const entryOf = (name: string, more: object): [string, object] => {
    const integrity = `sha512-${createHash('sha512').update(name).digest('base64')}`;
    const resolved = `${registry}${name}/-/${name}-${locked}.tgz`;
    return [`node_modules/${name}`, { version: locked, resolved, integrity, ...more }];
  };
  const named = used.map((at): [string, object] => {
    const dependencies = Object.fromEntries(needsOf(at).map((need) => [need, '^1.0.0']));
    return entryOf(modulo(direct, at), { dependencies });
  });
  const needed = new Set(used.flatMap(needsOf));
  return [...named, ...[...needed].map((name) => entryOf(name, {}))];
}
