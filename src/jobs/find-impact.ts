/**
 * Where the code of a repository uses what the new version of a package removed or changed, by the declarations of both
 * versions. It informs and never stands in the way: what cannot be compared is said to be unknown, and the upgrade goes on.
 */
import { differencesOf, type ImpactUse, usesOf } from '../change/impact.ts';
import { languageOf } from '../change/languages.ts';
import type { OpenPlace, Step } from '../domain/change.ts';
import type { PackageImpact } from '../domain/impact.ts';
import type { Declarations, Difference, TypeErrors } from '../domain/surface.ts';
import type { Update } from '../domain/update.ts';
import { ecosystemOf } from '../ecosystems/index.ts';
import type { Checkout, Registries } from '../ports.ts';
import type { ReadRepository } from './read-repository.ts';
import { afterSteps, pathsAbout, readWhere } from './sources.ts';

export type DeclaredTypes = Pick<Registries, 'declarations' | 'typeErrors'>;

export interface ImpactWorld {
  readonly repository: ReadRepository;
  readonly checkout: Checkout;
  readonly registries: DeclaredTypes;
}

export interface Impact {
  readonly packages: readonly PackageImpact[];
  /** Uses that no codemod migrated. */
  readonly open: readonly OpenPlace[];
}

/** Two archives a package: a family of forty tells enough by a few of them. */
const mostPackages = 6;

export async function findImpact(
  updates: readonly Update[],
  steps: readonly Step[],
  world: ImpactWorld,
): Promise<Impact> {
  const majors = updates.filter(
    ({ dependency, type, replacement }) =>
      type === 'major' &&
      !replacement &&
      dependency.ecosystem === 'npm' &&
      !dependency.name.startsWith('@types/'),
  );
  const byPackage = Map.groupBy(
    majors,
    ({ dependency, from, to }) => `${dependency.name} ${from} ${to.version}`,
  );
  const found: Impact[] = [];
  for (const own of [...byPackage.values()].slice(0, mostPackages))
    found.push(await impactOf(own, steps, world));
  return { packages: found.flatMap(({ packages }) => packages), open: found.flatMap(({ open }) => open) };
}

async function impactOf(own: readonly Update[], steps: readonly Step[], world: ImpactWorld): Promise<Impact> {
  const [first] = own;
  const lookup = first && ecosystemOf('npm').lookup(first.dependency);
  if (!first || !lookup) return { packages: [], open: [] };
  const about = { name: first.dependency.name, from: first.from, to: first.to.version };
  const [before, after] = await Promise.all([
    world.registries.declarations(lookup, about.from),
    world.registries.declarations(lookup, about.to),
  ]);
  if (before.kind !== 'found') return unknown(about, whyUnknown(before, about.from));
  if (after.kind !== 'found') return unknown(about, whyUnknown(after, about.to));
  const differences = differencesOf(before.surface, after.surface);
  const paths = pathsAbout(own, world.repository).filter(isCode);
  const files = await readWhere(paths, ({ text }) => text.includes(about.name), world.checkout);
  const now = afterSteps(files, steps);
  const was = usesOf(about.name, differences, files);
  const is = usesOf(about.name, differences, now);
  const exports = [...new Set([...was, ...is].map(({ difference }) => difference))];
  const types = await world.registries.typeErrors(lookup, about.from, about.to, { files: now, exports });
  const open = is.filter(isFelt(types));
  const used = namesOf(was.filter(isFelt(types)));
  const left = new Set(namesOf(open));
  return {
    packages: [
      {
        ...about,
        kind: 'compared',
        removed: countOf(differences, 'removed'),
        changed: countOf(differences, 'changed'),
        used,
        migrated: used.filter((one) => !left.has(one)),
        ...(types.kind === 'unknown' ? { unchecked: types.because } : {}),
      },
    ],
    open: [
      ...open.map((use) => openPlace(use, about.name, about.to)),
      ...misfits(types, open, `${about.name} ${about.to}`),
    ],
  };
}

const namesOf = (uses: readonly ImpactUse[]) => [...new Set(uses.map((use) => use.export))];

/** Where TypeScript answered, it knows better whether an export is there, and alone knows what fits it. */
function isFelt(types: TypeErrors): (use: ImpactUse) => boolean {
  if (types.kind === 'unknown') return () => true;
  const standing = new Set(types.standing.map(({ subpath, name }) => `${subpath} ${name}`));
  return ({ difference: { subpath, name, change } }) =>
    change.kind === 'removed' && !standing.has(`${subpath} ${name}`);
}

function misfits(types: TypeErrors, said: readonly ImpactUse[], what: string): readonly OpenPlace[] {
  if (types.kind === 'unknown') return [];
  const lines = new Set(said.map(({ path, line }) => `${path}:${line}`));
  return types.errors
    .filter(({ path, place }) => !lines.has(`${path}:${place.line}`))
    .map(({ path, place, says }) => ({
      path,
      place,
      codemod: 'declarations',
      rule: 'changed type',
      message: `${says}, says TypeScript of ${what}`,
    }));
}

const whyUnknown = (answer: Exclude<Declarations, { kind: 'found' }>, version: string) =>
  answer.kind === 'none' ? `${version} has no declarations` : answer.because;

const unknown = (about: Pick<PackageImpact, 'name' | 'from' | 'to'>, because: string): Impact => ({
  packages: [{ ...about, kind: 'unknown', because }],
  open: [],
});

/** An export that has two names (`z.string` and `string`) is one. */
function countOf(differences: readonly Difference[], kind: Difference['change']['kind']): number {
  const of = differences.filter(({ change }) => change.kind === kind);
  const names = new Set(of.map(({ subpath, name }) => `${subpath} ${name}`));
  return of.filter(
    ({ subpath, name }) => !names.has(`${subpath} ${name.replace(/^[^.]*\./, '')}`) || !name.includes('.'),
  ).length;
}

const isCode = (path: string) => ['javascript', 'typescript'].includes(languageOf(path) ?? '');

function openPlace(
  { path, line, column, difference, export: name }: ImpactUse,
  package_: string,
  to: string,
): OpenPlace {
  const what = difference.change.kind === 'removed' ? 'is gone' : difference.change.how;
  return {
    path,
    place: { line, column },
    codemod: 'declarations',
    rule: difference.change.kind === 'removed' ? 'removed export' : 'changed export',
    message: `${name} ${what} in ${package_} ${to}`,
  };
}
