/** What has to be known of other files: configurations that extend each other, packages with types, what sources import. */
import { parse } from 'jsonc-parser';
import type { Survey } from '../../src/change/codemod.ts';

const configuration =
  /(?:^|\/)[\w.-]*(?:tsconfig|typescript|base|config|common|shared|strict|options)[\w.-]*\.json$/i;
const manifest = /(?:^|\/)package\.json$/;
const lockfile = /(?:^|\/)(?:package-lock\.json|yarn\.lock)$/;
const source = /\.(?:[cm]?tsx?|[cm]?jsx?)$/;
const inPackages = /(?:^|\/)node_modules\//;

export const survey: Survey = {
  files: new RegExp([configuration, manifest, lockfile, source].map((one) => one.source).join('|'), 'i'),
  of(path, text) {
    if (inPackages.test(path)) return [];
    if (lockfile.test(path)) return /["/]@types\/node(?:@|"\s*:\s*\{)/.test(text) ? ['types node'] : [];
    if (manifest.test(path)) return packageFacts(text);
    return source.test(path) ? sourceFacts(text) : configurationFacts(text);
  },
};

/** Everything that was surveyed, by what it is. */
export interface World {
  /** Texts of what may be a tsconfig, by path. */
  readonly configurations: ReadonlyMap<string, string>;
  readonly packages: readonly Package[];
  readonly sources: ReadonlyMap<string, Source>;
  /** Whether somebody's dependency brings the types of Node.js where everybody sees them. */
  readonly hasNodeTypes: boolean;
}

export interface Package {
  /** With its slash; empty for the root. */
  readonly folder: string;
  readonly name: string;
  /** Packages of types by the name that `types` knows them by. */
  readonly types: readonly string[];
  /** Every dependency and its requirement. */
  readonly dependencies: ReadonlyMap<string, string>;
}

/** What a source imports, by specifier. */
export interface Source {
  readonly imports: readonly string[];
  /** `import './style.css'` */
  readonly sideEffects: readonly string[];
  /** `declare module '*.css'` */
  readonly ambient: readonly string[];
}

export function worldOf(surveyed: ReadonlyMap<string, readonly string[]>): World {
  const configurations = new Map<string, string>();
  const packages: Package[] = [];
  const sources = new Map<string, Source>();
  let hasNodeTypes = false;
  for (const [path, facts] of surveyed) {
    const [first] = facts;
    if (lockfile.test(path)) hasNodeTypes ||= first !== undefined;
    else if (manifest.test(path)) packages.push(...(first === undefined ? [] : [packageOf(path, first)]));
    else if (source.test(path)) sources.set(path, sourceOf(facts));
    else if (first !== undefined) configurations.set(path, first);
  }
  return { configurations, packages, sources, hasNodeTypes };
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

function configurationFacts(text: string): readonly string[] {
  return /"(?:compilerOptions|extends)"/.test(text) && text.length < 100_000 ? [text] : [];
}

function packageFacts(text: string): readonly string[] {
  const written: unknown = parse(text);
  if (typeof written !== 'object' || written === null) return [];
  const { name, dependencies, devDependencies, optionalDependencies } = written as Record<string, unknown>;
  return [
    JSON.stringify({
      name,
      all: { ...asObject(dependencies), ...asObject(devDependencies), ...asObject(optionalDependencies) },
    }),
  ];
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

function packageOf(path: string, fact: string): Package {
  const { name, all } = JSON.parse(fact) as { name?: unknown; all: Record<string, unknown> };
  const names = Object.keys(all);
  return {
    folder: folderOf(path),
    name: typeof name === 'string' ? name : '',
    types: names.filter((one) => one.startsWith('@types/')).map((one) => one.slice('@types/'.length)),
    dependencies: new Map(Object.entries(all).map(([one, wanted]) => [one, String(wanted)])),
  };
}

const kinds = { imports: 'i ', sideEffects: 's ', ambient: 'a ' } as const;

function sourceFacts(text: string): readonly string[] {
  if (!/\bimport\b|\bexport\b|\brequire\b|\bdeclare\s+module\b|<reference/.test(text)) return [];
  const code = withoutComments(text);
  const all = (pattern: RegExp, kind: string) => [...code.matchAll(pattern)].map((match) => kind + match[2]);
  const references = [...text.matchAll(/^\s*\/\/\/\s*<reference\s+(?:path|types)\s*=\s*(["'])([^"']+)\1/gm)];
  return [
    ...all(/\b(?:import|export)\b[^'"`;=()]*?\bfrom\s*(['"])([^'"\n]+)\1/g, kinds.imports),
    ...all(/\b(?:import|require)\s*\(\s*(['"`])([^'"`\n]+)\1/g, kinds.imports),
    ...all(/\bimport\s*(['"])([^'"\n]+)\1/g, kinds.sideEffects),
    ...all(/\bdeclare\s+module\s*(['"])([^'"\n]+)\1/g, kinds.ambient),
    ...references.map((match) => kinds.imports + match[2]),
  ];
}

/** Strings stay; what looks like a comment in a regular expression is rare, and costs no more than an import that is not seen. */
function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? ' ',
  );
}

function sourceOf(facts: readonly string[]): Source {
  const of = (kind: string) =>
    facts.filter((fact) => fact.startsWith(kind)).map((fact) => fact.slice(kind.length));
  return { imports: of(kinds.imports), sideEffects: of(kinds.sideEffects), ambient: of(kinds.ambient) };
}
