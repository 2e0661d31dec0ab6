/**
 * `npm run demo:app`: the real service between a GitHub of the tests and the npm registry of your own configuration. A small organisation
 * installs the App; what comes of it is printed: pull requests, checks, the dashboard. Nothing outside a temporary folder is touched.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { styleText } from 'node:util';
import { openAppWorld } from './world/service.ts';

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const heading = (text: string) =>
  console.log(
    `\n${colour ? styleText(['bold', 'cyan'], `▌ ${text}`, { validateStream: false }) : `▌ ${text}`}\n`,
  );
/** What a reader of GitHub would not see. */
const shown = (markdown: string) => markdown.replace(/<!--.*?-->\n*/g, '').trim();

const fixture = new URL('../fixtures/repositories/harbour/', import.meta.url).pathname;
const files = Object.fromEntries(
  readdirSync(fixture, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [relative(fixture, path), readFileSync(path, 'utf8')]),
);

const world = await openAppWorld();
try {
  const { github } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  const repository = github.repository('acme/harbour', {
    files: { ...files, '.github/springtide.yml': 'extends: [springtide:quiet]\n' },
  });
  github.installs('acme');
  heading('springtide serve            acme installs the App; the service looks at acme/harbour');
  await world.serve({ HOME: homedir() });
  await until(
    () =>
      repository.pulls().length >= 2 &&
      repository.pulls().every(({ branch }) => repository.checks(branch).length > 0),
    120,
  );

  heading('its pull requests, two an hour to begin with');
  for (const { number, title, branch, labels } of repository.pulls())
    console.log(`#${number}  ${title}  ${branch}  ${labels.join(', ')}`);
  const [first] = repository.pulls();
  if (first) {
    heading(`#${first.number} ${first.title}`);
    console.log(shown(first.body));
    heading('git log                     one commit a step, signed by GitHub as the App');
    console.log(repository.git('log', '--format=%h %s', `main..${first.branch}`));
    const [check] = repository.checks(first.branch);
    heading('its check, which a branch’s protection can require');
    console.log(`${check?.name}: ${check?.title}\n\n${check?.summary}`);
  }
  const dashboard = repository.issues().find(({ title }) => title === 'Dependency Dashboard');
  heading('the dashboard');
  console.log(shown(dashboard?.body ?? ''));
} finally {
  await world.close();
}

async function until(done: () => boolean, seconds: number): Promise<void> {
  for (let at = 0; at < seconds * 10 && !done(); at++) await setTimeout(100);
}
