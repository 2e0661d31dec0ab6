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

/** The first three "lines" of Node.js are io.js: another program, ended on no published day. */
const isNode = (cycle: Cycle) => Number(cycle.cycle) >= 4;

const runtimes = Object.entries(products).map(([runtime, product]) => {
  const { label, cycles } = snapshot.products[product] as { label: string; cycles: readonly Cycle[] };
  const lines = cycles.filter((cycle) => runtime !== 'node' || isNode(cycle));
  return [runtime, { label, lines: lines.map((cycle) => lineOf(runtime, cycle)) }];
});
const asOf = /\d{4}-\d{2}-\d{2}/.exec(snapshot.source)?.[0];
const made = {
  source: snapshot.source,
  images: 'github.com/nodejs/docker-node (MIT), versions.json',
  names: 'node-releases (MIT)',
  asOf,
  runtimes: Object.fromEntries(runtimes),
};
writeFileSync(new URL('../config/runtimes.json', import.meta.url), `${JSON.stringify(made, null, 2)}\n`);
