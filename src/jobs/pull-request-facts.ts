import type { Changeset } from '../domain/change.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { PackageReleases } from '../domain/release.ts';
import type { Update } from '../domain/update.ts';
import { ecosystemOf } from '../ecosystems/index.ts';
import type { Registries } from '../ports.ts';
import type { PullRequestFacts } from '../publish/pull-request.ts';
import { notesBetween, type ReleaseNote } from '../publish/release-notes.ts';
import type { CommitStyle } from '../publish/titles.ts';

/** A group of forty patch updates does not need forty changelogs to be judged. */
const mostChangelogs = 12;

/** What the text of a pull request tells beside the changeset: release notes, as far as they can be had. */
export async function pullRequestFacts(
  { upgrade }: Changeset,
  known: (dependency: Dependency) => PackageReleases | undefined,
  registries: Registries,
  style: CommitStyle,
  now: Date,
): Promise<PullRequestFacts> {
  const packages = new Map(upgrade.updates.map((update) => [update.dependency.name, update]));
  const updates = [...packages.values()].slice(0, mostChangelogs);
  const found = await Promise.all(
    updates.map(async (update) => [update.dependency.name, await notesOf(update, registries)] as const),
  );
  return { now, style, known: ({ dependency }) => known(dependency), notes: new Map(found) };
}

async function notesOf(update: Update, registries: Registries): Promise<readonly ReleaseNote[]> {
  // The notes of another package do not begin where this one stopped.
  if (update.replacement) return [];
  const ecosystem = ecosystemOf(update.dependency.ecosystem);
  const lookup = ecosystem.lookup(update.dependency);
  const changelog = lookup && (await registries.changelog(lookup, update.to.version));
  return changelog ? notesBetween(changelog, update.from, update.to.version, ecosystem.versions.compare) : [];
}
