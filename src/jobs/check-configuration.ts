/** A person's pull request that touches configuration is told what is wrong with it, and what it would change if it were merged. */
import type { Outcome } from '../domain/job.ts';
import type { Problem } from '../domain/problem.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Repository } from '../domain/repository.ts';
import type { Upgrade } from '../domain/update.ts';
import {
  configurationPaths,
  isGroupPath,
  organisationPaths,
  organisationRepositories,
} from '../policy/paths.ts';
import { checkName, type OrganisationRecord, Refused } from '../ports.ts';
import {
  type ConfigurationFacts,
  configurationSummary,
  configurationTitle,
  type Effect,
  effectOf,
} from '../publish/configuration-words.ts';
import { holdsBack } from '../publish/publish.ts';
import {
  type AppWorld,
  aroundOf,
  knownSubject,
  nothingToSay,
  type PlannedSubject,
  planOn,
  type Subject,
} from './app-world.ts';
import { loadPolicy } from './load-policy.ts';
import { filesOf } from './read-organisation.ts';

/** What an organisation changes is shown for so many of its repositories. */
const mostRepositories = 50;

export async function checkConfiguration(id: number, number: number, world: AppWorld): Promise<Outcome> {
  const subject = await knownSubject(world, id);
  const { repository, forge } = subject;
  const pull = await forge.pull(number);
  if (pull.state !== 'open' || pull.author.isUs)
    return { kind: 'nothing', because: `#${number} is ours, or not open` };
  if (pull.base !== repository.defaultBranch) return onlyWhereAsked(subject, pull);
  const { forkPoint, paths } = await forge.difference(pull.base, pull.head);
  const isOrganisation = organisationRepositories.includes(repository.name);
  const isAboutAll = (path: string) =>
    isOrganisation && (organisationPaths.includes(path) || isGroupPath(path));
  const forAll = paths.filter(isAboutAll);
  const own = paths.filter((path) => configurationPaths.includes(path) && !isAboutAll(path));
  if (own.length + forAll.length === 0) return onlyWhereAsked(subject, pull);

  const facts = !(await forge.mayWrite(pull.author.login))
    ? await forStranger(subject, pull, forAll.length > 0, world)
    : forAll.length > 0
      ? await forEverybody(subject, pull, forkPoint, world)
      : await forOne(subject, pull, forkPoint, world);
  const touched = new Set([...own, ...forAll]);
  await forge.report({
    head: pull.head,
    state: facts.problems.length > 0 ? 'failed' : 'passed',
    title: configurationTitle(facts),
    summary: configurationSummary(facts),
    annotations: facts.problems
      .filter(({ path }) => touched.has(path))
      .map(({ path, place, what, remedy }) => ({
        path,
        place: place ?? { line: 1, column: 1 },
        message: `${what}; ${remedy}`,
      })),
  });
  return { kind: 'done', what: configurationTitle(facts) };
}

async function onlyWhereAsked(subject: Subject, pull: PullRequest): Promise<Outcome> {
  const required = await subject.forge.requiredChecks(pull.base);
  return required?.includes(checkName)
    ? nothingToSay(subject, pull.head, 'Nothing to say about this one')
    : { kind: 'nothing', because: `#${pull.number} touches no configuration` };
}

/** A merge queue asks on a commit of its own. Who is in the queue was judged on the way into it. */
export async function answerQueue(id: number, head: string, world: AppWorld): Promise<Outcome> {
  return nothingToSay(await knownSubject(world, id), head, 'What is queued was judged before');
}

/**
 * Who may not write here learns what is wrong with the file, and nothing that only others may read: no preset of another repository, no
 * name of one, no plan.
 */
async function forStranger(
  subject: Subject,
  pull: PullRequest,
  isAboutAll: boolean,
  world: AppWorld,
): Promise<ConfigurationFacts> {
  const kept = { effects: [], unseen: 0, secret: true };
  if (isAboutAll) {
    const { keepLastGood } = await import('../policy/organisation.ts');
    const { files, problems } = await filesOf(subject.forge, pull.head);
    return { ...kept, problems: [...problems, ...keepLastGood(files, []).problems] };
  }
  const { paths } = await aroundOf(subject, world);
  const { problems } = await loadPolicy(
    await subject.forge.checkout(pull.head),
    world.settingText,
    world.now(),
    {
      above: [],
      paths,
      readPreset: async (name) => ({
        what: `the preset "${name}" was not read, because who may not write here asks`,
        remedy: 'have somebody who may look at it',
      }),
    },
  );
  return { ...kept, problems };
}

/** The same line twice, on the commit where the branch left and on its head. */
async function forOne(
  subject: Subject,
  pull: PullRequest,
  forkPoint: string,
  world: AppWorld,
): Promise<ConfigurationFacts> {
  const { repository } = subject;
  const before = await planOn(world, subject, forkPoint);
  const after = await planOn(world, subject, pull.head);
  const inventory = new Set(after.read.inventory.problems);
  const effect = await compared(repository, before, after, world);
  return {
    problems: after.problems.filter((problem) => !inventory.has(problem)),
    // They are said once.
    effects: [{ ...effect, problems: [] }],
    unseen: 0,
    entries: { before: before.policy.entries, after: after.policy.entries },
  };
}

async function forEverybody(
  { repository, forge }: Subject,
  pull: PullRequest,
  forkPoint: string,
  world: AppWorld,
): Promise<ConfigurationFacts> {
  const { keepLastGood } = await import('../policy/organisation.ts');
  const [was, is] = [await filesOf(forge, forkPoint), await filesOf(forge, pull.head)];
  const name = `${repository.owner}/${repository.name}`;
  const saying = (files: OrganisationRecord['files']) => ({
    repository: name,
    head: '',
    files,
    problems: [],
  });
  const now = await world.store.organisation(repository.installation);
  const before = now?.repository === name && now.head === forkPoint ? now : saying(was.files);
  const kept = keepLastGood(is.files, before.files);
  const problems = [...is.problems, ...kept.problems];

  const all = (await world.store.repositories(repository.installation)).filter(
    ({ archived, idle, scanned }) => !archived && idle === undefined && scanned !== undefined,
  );
  const effects: Effect[] = [];
  for (const { scanned, ...record } of all.slice(0, mostRepositories)) {
    const one = { repository: record, forge: world.forge.repository(record) };
    try {
      const head = scanned?.head ?? '';
      const planned = await planOn(world, one, head, before);
      const then = await planOn(world, one, head, saying(kept.files));
      const effect = await compared(record, planned, then, world);
      effects.push(record.private && !repository.private ? { ...effect, repository: undefined } : effect);
    } catch (error) {
      // Gone meanwhile: it has no part in it.
      if (!(error instanceof Refused)) throw error;
    }
  }
  return { problems, effects, unseen: Math.max(0, all.length - mostRepositories) };
}

async function compared(
  repository: Repository,
  before: PlannedSubject,
  after: PlannedSubject,
  { store, now }: AppWorld,
): Promise<Effect> {
  const decisions = await store.decisions(repository.id);
  const at = now().toISOString();
  const wanted = ({ policy, plan }: PlannedSubject): readonly Upgrade[] =>
    policy.enabled
      ? plan.upgrades.filter((upgrade) => !decisions.some((one) => holdsBack(one, upgrade, at)))
      : [];
  const open = (await store.proposals(repository.id)).filter(({ state }) => state === 'open');
  const text = ({ path, place, what }: Problem) => `${path} ${place?.line} ${what}`;
  const known = new Set(before.problems.map(text));
  return effectOf(
    `${repository.owner}/${repository.name}`,
    wanted(before),
    wanted(after),
    (upgrade) => open.find((one) => one.upgrade === upgrade)?.pull,
    after.problems.filter((problem) => !known.has(text(problem))),
  );
}
