import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from '../world/index.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('the repository that speaks for an organisation is checked as a whole', async () => {
  const files = {
    'springtide.yml': 'lock: [automerge]\nautomerge: false\n',
    'groups/web.yml': 'repositories: [web]\nlabel: web\n',
    'groups/all.yml': 'labels: [all]\n',
    '.github/springtide.yml': 'lock: [labels]\n',
  };
  const named = world.repository('.github', files);
  const elsewhere = world.repository('clone', files);
  for (const repository of [named, elsewhere]) repository.commit('Begin');
  const expected = [
    'groups/all.yml:1:1: "repositories" is missing',
    'groups/web.yml:2:1: the key "label" is unknown; write "labels"',
    '.github/springtide.yml:1:1: "lock" is for an organisation, not for a repository',
  ];
  const byName = await world.run(named.folder, 'config', 'check');
  expect(byName.status).toBe(1);
  for (const sentence of expected) expect(byName.out + byName.err).toContain(sentence);
  const asked = await world.run(elsewhere.folder, 'config', 'check', '--organisation');
  for (const sentence of expected) expect(asked.out + asked.err).toContain(sentence);
  elsewhere.git('remote', 'add', 'origin', 'git@github.example:acme/springtide-config.git');
  const byRemote = await world.run(elsewhere.folder, 'config', 'check');
  for (const sentence of expected) expect(byRemote.out + byRemote.err).toContain(sentence);
});

it('a repository is checked by what it says for itself', async () => {
  const repository = world.repository('shop', {
    'springtide.yml': 'automerge: true\n',
    'groups/web.yml': 'of: us\n',
  });
  repository.commit('Begin');
  const { status, out } = await world.run(repository.folder, 'config', 'check');
  expect(status).toBe(0);
  expect(out).toContain('springtide.yml is right');
});
