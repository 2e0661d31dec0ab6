import { registryName, withIdentity } from './npm-address.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpAnswer, HttpClient } from './source.ts';

export interface Advisory {
  readonly package: string;
  /** The vulnerable versions, as a semver range. */
  readonly range: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** Not knowing is a state of its own: it is never the same as knowing of none. */
export type Advisories =
  | { readonly kind: 'known'; readonly advisories: readonly Advisory[] }
  | { readonly kind: 'unknown'; readonly because: string };

const namesARequest = 500;
/** A day without a new look would be too long for a warning. */
const freshForSeconds = 3600;

/** Asks npm's bulk endpoint about these versions; every name belongs to one registry, and each registry is asked for its own. */
export async function npmAdvisories(
  options: { readonly client: HttpClient; readonly config: NpmConfig },
  versions: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Advisories> {
  const questions = questionsOf(options.config, versions);
  const answers = await Promise.all(questions.map((question) => ask(options, question)));
  const unknown = answers.find((answer) => answer.kind === 'unknown');
  if (unknown) return unknown;
  return {
    kind: 'known',
    advisories: answers.flatMap((answer) => (answer.kind === 'known' ? answer.advisories : [])),
  };
}

interface Question {
  readonly registry: string;
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

function questionsOf(config: NpmConfig, versions: ReadonlyMap<string, ReadonlySet<string>>): Question[] {
  const byRegistry = Map.groupBy([...versions].sort(), ([name]) => config.registryFor(name));
  return [...byRegistry].flatMap(([registry, named]) =>
    Array.from({ length: Math.ceil(named.length / namesARequest) }, (_, chunk) => ({
      registry,
      versions: Object.fromEntries(
        named
          .slice(chunk * namesARequest, (chunk + 1) * namesARequest)
          .map(([name, wanted]) => [name, [...wanted].sort()]),
      ),
    })),
  );
}

async function ask(
  { client, config }: { readonly client: HttpClient; readonly config: NpmConfig },
  { registry, versions }: Question,
): Promise<Advisories> {
  const answer = await client.get({
    ...withIdentity(config, `${registry}-/npm/v1/security/advisories/bulk`),
    method: 'POST',
    body: JSON.stringify(versions),
    accept: 'application/json',
    freshForSeconds,
    digest: {
      shape: 'advisories-1',
      read: (body) => readAdvisories(JSON.parse(Buffer.from(body).toString())),
    },
  });
  return answer.kind === 'ok'
    ? { kind: 'known', advisories: answer.value as Advisory[] }
    : { kind: 'unknown', because: `${registryName(registry)}: ${whyUnknown(answer)}` };
}

function readAdvisories(document: unknown): Advisory[] {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Error('its answer is not a list of advisories');
  return Object.entries(document).flatMap(([name, list]) => {
    if (!Array.isArray(list)) throw new Error('its answer is not a list of advisories');
    return list.map((one) => readAdvisory(name, one));
  });
}

function readAdvisory(name: string, one: Readonly<Record<string, unknown>> | null): Advisory {
  const text = (key: string) => (typeof one?.[key] === 'string' ? one[key] : '');
  // Without a range nobody is told to be safe: it is taken to concern every version.
  const range = text('vulnerable_versions') || '*';
  return { package: name, range, severity: text('severity'), title: text('title'), url: text('url') };
}

function whyUnknown(answer: Exclude<HttpAnswer, { kind: 'ok' }>): string {
  switch (answer.kind) {
    case 'status':
      return `it knows no advisories (it answers ${answer.status})`;
    case 'unreachable':
    case 'unreadable':
      return answer.because;
  }
}
