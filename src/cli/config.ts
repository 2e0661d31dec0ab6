import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { askGit } from '../adapters/local/git.ts';
import { settingText } from '../adapters/settings.ts';
import type { CommandWorld } from '../cli.ts';
import { type Problem, sentence } from '../domain/problem.ts';
import { loadPolicy } from '../jobs/load-policy.ts';
import { importableNames, importConfiguration } from '../policy/import/index.ts';
import {
  isGroupPath,
  organisationPaths,
  organisationRepositories,
  ownPathsBesideOrganisation,
} from '../policy/paths.ts';
import { presetOf } from '../policy/presets.ts';
import { describePolicy } from '../policy/resolve.ts';
import type { Checkout } from '../ports.ts';
import { status, UsageError } from './arguments.ts';
import { openRepository } from './open-repository.ts';
import { painter, plain, table } from './output.ts';
import { showProblems } from './show-plan.ts';

type Options = Record<string, unknown>;

const target = '.github/springtide.yml';

/** A preset of our own with a file behind it. */
function isPreset(name: string): boolean {
  const preset = presetOf(name);
  return preset.kind === 'built-in' && settingText(`presets/${preset.file}`) !== undefined;
}

export async function checkConfig(
  dir: string | undefined,
  options: Options,
  { output }: CommandWorld,
): Promise<number> {
  const opened = await openRepository(dir);
  const { path, problems } =
    options.organisation === true || (await isOfOrganisation(opened.root))
      ? await loadOrganisation(opened.workingTree)
      : await loadPolicy(opened.workingTree, settingText, new Date());
  if (options.json) {
    const entries = problems.map((problem) => ({ ...problem, sentence: sentence(problem) }));
    output.out(
      JSON.stringify({ springtide: 1, command: 'config check', path, problems: entries }, undefined, 2),
    );
  } else {
    showProblems(problems, output);
    if (problems.length === 0)
      output.out(path ? `${path} is right` : 'there is no configuration here; the built-in defaults hold');
  }
  return problems.length > 0 ? status.failed : status.done;
}

/** By its folder, or by the name of where it comes from. */
async function isOfOrganisation(root: string): Promise<boolean> {
  const origin = (await askGit(root, ['remote', 'get-url', 'origin'])) ?? '';
  const names = [
    basename(root),
    basename(
      origin
        .trim()
        .replace(/\.git$/, '')
        .replace(':', '/'),
    ),
  ];
  return names.some((name) => organisationRepositories.includes(name));
}

/** What stands there for all repositories and for groups of them, and what it says for itself. */
async function loadOrganisation(
  checkout: Checkout,
): Promise<{ path?: string; problems: readonly Problem[] }> {
  const listed = (await checkout.list()).map(({ path }) => path);
  const wanted = listed.filter((path) => organisationPaths.includes(path) || isGroupPath(path));
  const { files, problems: unread } = await checkout.read(wanted);
  const { keepLastGood } = await import('../policy/organisation.ts');
  const own = await loadPolicy(checkout, settingText, new Date(), {
    above: [],
    paths: ownPathsBesideOrganisation,
  });
  const path = files[0]?.path ?? own.path;
  const problems = [...unread, ...keepLastGood(files, []).problems, ...own.problems];
  return { ...(path === undefined ? {} : { path }), problems };
}

export async function showConfig(
  dir: string | undefined,
  options: Options,
  { output }: CommandWorld,
): Promise<number> {
  const { workingTree } = await openRepository(dir);
  const { policy, problems } = await loadPolicy(workingTree, settingText, new Date());
  const entries = describePolicy(policy);
  if (options.json) {
    output.out(JSON.stringify({ springtide: 1, command: 'config show', entries, problems }, undefined, 2));
  } else {
    const paint = painter(output);
    const rows = entries.map(({ key, value, origin }) => [
      key,
      plain(typeof value === 'string' ? value : JSON.stringify(value)),
      paint('dim', origin.line ? `${origin.from}:${origin.line}` : origin.from),
    ]);
    output.out(table(rows));
    showProblems(problems, output);
  }
  return problems.length > 0 ? status.failed : status.done;
}

export async function importConfig(
  file: string | undefined,
  options: Options,
  { output }: CommandWorld,
): Promise<number> {
  const path = file ?? importableNames.find((name) => existsSync(name));
  if (!path || !existsSync(path)) {
    throw new UsageError(
      `${path ?? 'there is no renovate.json or dependabot.yml here, it'} does not exist; name the file to import`,
    );
  }
  const { yaml, notCarried, problems } = importConfiguration(path, readFileSync(path, 'utf8'), isPreset);
  if (options.write) {
    if (existsSync(target))
      throw new UsageError(`${target} exists already; remove it, or leave out --write and compare`);
    mkdirSync('.github', { recursive: true });
    writeFileSync(target, yaml);
    output.out(`wrote ${target}`);
  } else {
    output.out(yaml.trimEnd());
  }
  showProblems(problems, output);
  for (const { key, line, why } of notCarried) {
    output.err(
      `${painter(output)('yellow', 'left out')} ${plain(`${path}${line ? `:${line}` : ''}: ${key}: ${why}`)}`,
    );
  }
  return problems.length > 0 ? status.failed : status.done;
}
