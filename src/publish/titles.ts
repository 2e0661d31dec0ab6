import type { Update, Upgrade } from '../domain/update.ts';

/** How a repository writes its commit messages. */
export interface CommitStyle {
  readonly semantic: boolean;
  readonly prefix?: string;
}

/** Whether most of these subjects follow Conventional Commits, as Renovate decides it: from the repository's own history. */
export function isSemanticHistory(subjects: readonly string[]): boolean {
  const semantic = subjects.filter((subject) => /^[a-z]{2,12}(\([^)\n]{1,60}\))?!?: \S/.test(subject)).length;
  return subjects.length > 0 && semantic * 2 > subjects.length;
}

/** `fix(deps): update dependency express to v5 [SECURITY]` */
export function titleOf(upgrade: Upgrade, style: CommitStyle): string {
  const plain = sentenceOf(upgrade);
  const security = upgrade.reason.kind === 'security' ? ' [SECURITY]' : '';
  return `${styled(plain, upgrade.updates, style)}${security}`;
}

export function styled(
  sentence: string,
  updates: readonly Update[],
  { semantic, prefix }: CommitStyle,
): string {
  if (prefix) return `${prefix} ${lowered(sentence)}`;
  if (!semantic) return sentence;
  const reachesUsers = updates.some(
    ({ dependency }) => dependency.ecosystem === 'npm' && dependency.purpose === 'production',
  );
  return `${reachesUsers ? 'fix' : 'chore'}(deps): ${lowered(sentence)}`;
}

function sentenceOf(upgrade: Upgrade): string {
  const [first] = upgrade.updates;
  if (!first) return `Update ${upgrade.subject}`;
  if (first.replacement)
    return `Replace dependency ${first.dependency.name} with ${first.replacement.name} v${first.to.version}`;
  if (first.dependency.ecosystem === 'runtimes')
    return `Update ${runtimeName(first.dependency.name)} to v${upgrade.target ?? first.to.version}`;
  if (upgrade.target === undefined) return `Update ${upgrade.subject}`;
  return `Update ${namesOf(upgrade)} to ${versionText(upgrade, first)}`;
}

/** `dependency express`, `react and react-dom`, `@babel/core and 3 related packages`, `actions/checkout action`. */
function namesOf(upgrade: Upgrade): string {
  const names = [...new Set(upgrade.updates.map(({ dependency }) => dependency.name))];
  const [name = upgrade.subject, other] = [
    upgrade.subject,
    ...names.filter((one) => one !== upgrade.subject),
  ];
  if (names.length === 2) return `${name} and ${other}`;
  if (names.length > 2) return `${name} and ${names.length - 1} related packages`;
  switch (upgrade.updates[0]?.dependency.ecosystem) {
    case 'github-actions':
      return `${name} action`;
    case 'docker':
      return `${name} Docker tag`;
    case 'npm':
    case 'runtimes':
    case undefined:
      return `dependency ${name}`;
  }
}

function versionText(upgrade: Upgrade, { type, to }: Update): string {
  return `v${type === 'major' && upgrade.target ? upgrade.target : to.version.replace(/^v/, '')}`;
}

const lowered = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

const runtimeNames: Readonly<Record<string, string>> = {
  node: 'Node.js',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  ruby: 'Ruby',
  php: 'PHP',
  dotnet: '.NET',
  rust: 'Rust',
  deno: 'Deno',
  bun: 'Bun',
};

export const runtimeName = (name: string) => runtimeNames[name] ?? name;
