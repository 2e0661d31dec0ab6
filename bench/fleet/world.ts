/**
 * The world of the bench as a process of its own, so that what the fake GitHub and the registry cost is not counted as ours. It answers
 * questions of the process that started it (`far-world.ts`).
 */
import { type GitHub, openGitHub, type Repository } from '../../test/world/github/index.ts';
import { openRegistry } from '../../test/world/registry.ts';
import { configuration, filesOf, publishPackages } from './content.ts';

/** What is told of a world that was opened. */
export interface Address {
  readonly github: Pick<GitHub, 'url' | 'app'>;
  readonly registry: string;
  readonly fleet: readonly { readonly installation: number; readonly repository: number }[];
}

export interface Questions {
  open(size: { readonly repositories: number; readonly installation: number }): Promise<Address>;
  sendTo(url: string): void;
  /** How often each operation was asked since it was asked this last. */
  requests(): Record<string, number>;
  /** Somebody pushes a commit after which pull requests may be opened. Answers when it was, in milliseconds. */
  push(index: number): number;
  /** When the first pull request of a repository was asked for. */
  opened(index: number): number | undefined;
  close(): Promise<void>;
}

const registry = await openRegistry();
// GitHub's limits would measure GitHub.
const limits = { requests: 1e9, contentAMinute: 1e9, contentAnHour: 1e9 };
const github = await openGitHub({ clock: () => new Date(), limits, checked: false, remembers: false });
const fleet: Repository[] = [];
let since = github.requests.mark();

const questions: Questions = {
  async open({ repositories, installation: most }) {
    publishPackages(registry);
    const installations: number[] = [];
    for (let index = 0; index < repositories; index++) {
      const owner = `harbour-${Math.floor(index / most)}`;
      if (index % most === 0) github.organisation(owner, { members: { ada: 'admin' } });
      const files = {
        ...filesOf(index, registry.url),
        '.github/springtide.yml': configuration(github.clock()),
      };
      fleet.push(github.repository(`${owner}/boat-${index}`, { files }));
      if (index % most === 0) installations.push(github.installs(owner).id);
    }
    const { url, app } = github;
    return {
      github: { url, app: { ...app, privateKey: app.privateKey } },
      registry: registry.url,
      fleet: fleet.map(({ id }, index) => ({
        installation: installations[Math.floor(index / most)] ?? 0,
        repository: id,
      })),
    };
  },
  sendTo: (url) => github.webhooks.sendTo(url),
  requests() {
    const counts: Record<string, number> = {};
    for (const { operation = 'unknown' } of since.all) counts[operation] = (counts[operation] ?? 0) + 1;
    since = github.requests.mark();
    return counts;
  },
  push(index) {
    const repository = fleet[index];
    if (!repository) throw new Error(`there is no repository ${index}`);
    const at = Date.now();
    const files = { '.github/springtide.yml': configuration(undefined) };
    github.person('ada').pushes(repository, { files });
    return at;
  },
  opened(index) {
    const repository = fleet[index];
    const path = `/repos/${repository?.fullName}/pulls`;
    return github.requests.all.find((asked) => asked.method === 'POST' && asked.path === path)?.at.getTime();
  },
  async close() {
    await github.close();
    await registry.close();
  },
};

process.on('message', async ({ id, name, given }: { id: number; name: keyof Questions; given: never }) => {
  process.send?.({ id, answer: await questions[name](given) });
  if (name === 'close') process.disconnect();
});
