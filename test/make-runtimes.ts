/**
 * Makes config/runtimes.json again: `node test/make-runtimes.ts <endoflife.json> <versions.json>`, where the first is a
 * snapshot of endoflife.date (MIT) by product and the second is versions.json of github.com/nodejs/docker-node (MIT).
 * The names of Node's lines come from the package node-releases (MIT).
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Cycle {
  readonly cycle: string;
  readonly releaseDate: string;
  readonly lts?: string | boolean;
  readonly endOfActiveSupport?: string | boolean;
  readonly eol?: string | boolean;
  readonly latest?: string;
}

interface Images {
  readonly 'debian-default': string;
  readonly 'alpine-default': string;
  readonly variants: Readonly<Record<string, unknown>>;
}

/** Our name for a runtime, and endoflife.date's. */
const products = {
  node: 'nodejs',
  python: 'python',
  go: 'go',
  java: 'eclipse-temurin',
  ruby: 'ruby',
  php: 'php',
  dotnet: 'dotnet',
  rust: 'rust',
  deno: 'deno',
  bun: 'bun',
};

const [endOfLifePath, imagesPath] = process.argv.slice(2);
if (!endOfLifePath || !imagesPath) throw new Error('Name endoflife.json and versions.json of docker-node');
const snapshot = readJson(endOfLifePath);
const images: Record<string, Images> = readJson(imagesPath);
const schedule: Record<string, { codename?: string }> = readJson(
  new URL('../node_modules/node-releases/data/release-schedule/release-schedule.json', import.meta.url),
);

function readJson(path: string | URL) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function day(value: string | boolean | undefined) {
  return typeof value === 'string' ? value : undefined;
}

function lineOf(runtime: string, cycle: Cycle) {
  const own = runtime === 'node' ? images[cycle.cycle] : undefined;
  return {
    line: cycle.cycle,
    releasedOn: cycle.releaseDate,
    ltsFrom: cycle.lts === true ? cycle.releaseDate : day(cycle.lts),
    endOfActiveSupport: day(cycle.endOfActiveSupport),
    endOfLife: day(cycle.eol),
    latest: cycle.latest,
    codename: (runtime === 'node' && schedule[`v${cycle.cycle}`]?.codename) || undefined,
    images: own && {
      debian: own['debian-default'],
      alpine: own['alpine-default'],
      variants: Object.keys(own.variants),
    },
  };
}

/**
 * The lines that platforms were known to offer on the day of the snapshot. AWS and Google publish lists of runtimes,
 * GitHub says `node24` in its metadata syntax, and a base configuration is a package of its own.
 */
const platforms = {
  'aws-lambda': ['20', '22', '24'],
  'google-cloud': ['20', '22', '24'],
  vercel: ['20', '22', '24'],
  'github-actions': ['20', '24'],
  tsconfig: ['10', '12', '14', '16', '17', '18', '19', '20', '21', '22', '23', '24', '26'],
};

/** The first three "lines" of Node.js are io.js: another program, ended on no published day. */
const isNoIo = (cycle: Cycle) => Number(cycle.cycle) >= 4;

const asOf = /\d{4}-\d{2}-\d{2}/.exec(snapshot.source)?.[0];
const runtimes = Object.entries(products).map(([runtime, product]) => {
  const { label, cycles } = snapshot.products[product] as { label: string; cycles: readonly Cycle[] };
  const isNode = runtime === 'node';
  const lines = cycles.filter((cycle) => !isNode || isNoIo(cycle)).map((cycle) => lineOf(runtime, cycle));
  const source = isNode
    ? `${snapshot.source}; names of lines: node-releases (MIT); images: github.com/nodejs/docker-node (MIT)`
    : snapshot.source;
  return [runtime, { runtime, label, source, asOf, ...(isNode && { platforms }), lines }];
});
const made = Object.fromEntries(runtimes);
writeFileSync(new URL('../config/runtimes.json', import.meta.url), `${JSON.stringify(made, null, 2)}\n`);
