/**
 * Where pnpm and yarn come from: our own `node_modules` when they stand there at the version, else the npm registry, checked
 * against its integrity, unpacked without running anything, and kept in a folder that processes share.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { extract } from 'tar';
import type { Choice } from './choose.ts';

/** A program that can be started: a script for our own Node, or a native program that needs none. */
export interface Tool {
  readonly kind: 'script' | 'native';
  readonly folder: string;
  readonly entry: string;
}

export type Got =
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'refused'; readonly because: string };

/** Bytes; the largest (pnpm 12) has 29 MB. */
const tarballLimit = 100_000_000;

/** From this version on, `pnpm` is only a wrapper around a native program in a package of its own. */
const firstNativePnpm = 12;

export async function obtain(choice: Choice, toolFolder: string, registry: string): Promise<Got> {
  const native = choice.name === 'pnpm' && Number.parseInt(choice.version, 10) >= firstNativePnpm;
  const name = native ? `@pnpm/exe.${process.platform}-${process.arch}` : choice.name;
  const kept = join(toolFolder, `${name.replace('/', '+')}@${choice.version}`);
  const folder = (await installed(name, choice.version)) ?? (existsSync(kept) ? kept : undefined);
  if (folder !== undefined) return toolIn(folder, native);
  try {
    await download({ name, version: choice.version }, kept, registry);
    return await toolIn(kept, native);
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', because: `${choice.label} could not be fetched: ${because}` };
  }
}

async function installed(name: string, version: string): Promise<string | undefined> {
  try {
    // Not by `require.resolve`: a package may keep its manifest to itself.
    const manifest = findPackageJSON(name, import.meta.url);
    if (manifest === undefined) return undefined;
    const text = await readFile(manifest, 'utf8');
    return (JSON.parse(text) as { version?: string }).version === version ? dirname(manifest) : undefined;
  } catch {
    return undefined;
  }
}

async function toolIn(folder: string, native: boolean): Promise<Got> {
  const program = process.platform === 'win32' ? 'pnpm.exe' : 'pnpm';
  if (native) return { kind: 'tool', tool: { kind: 'native', folder, entry: join(folder, program) } };
  const scripts = ['bin/pnpm.mjs', 'bin/pnpm.cjs', 'bin/yarn.js'].map((path) => join(folder, path));
  const entry = scripts.find((path) => existsSync(path));
  return entry
    ? { kind: 'tool', tool: { kind: 'script', folder, entry } }
    : { kind: 'refused', because: 'the package has no program that Node can start' };
}

interface Package {
  readonly name: string;
  readonly version: string;
}

/** Unpacked beside its place and then renamed, so that nobody sees half of it. */
async function download(wanted: Package, target: string, registry: string): Promise<void> {
  const tarball = await verifiedTarball(wanted, registry);
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}-`);
  try {
    await unpack(tarball, folder);
    await rename(folder, target);
  } catch (error) {
    // Another process was faster: its copy passed the same check.
    if (!existsSync(target)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function verifiedTarball(wanted: Package, registry: string): Promise<Buffer> {
  const { name, version } = wanted;
  const document = JSON.parse((await get(registry + name.replace('/', '%2f'))).toString('utf8')) as {
    versions?: Record<string, { dist?: { integrity?: string } }>;
  };
  const integrity = document.versions?.[version]?.dist?.integrity;
  if (integrity === undefined) throw new Error(`the registry has no ${name} ${version} with an integrity`);
  // By its conventional address, so that it comes through the gateway whatever the document says.
  const data = await get(`${registry}${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`);
  const found = `sha512-${createHash('sha512').update(data).digest('base64')}`;
  if (!integrity.split(' ').includes(found)) throw new Error('its content does not match its integrity');
  return data;
}

async function get(url: string): Promise<Buffer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
  if (!response.ok || !response.body) throw new Error(`the registry answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > tarballLimit) throw new Error(`it is larger than ${tarballLimit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Files and folders only: no links, nothing outside. */
async function unpack(tarball: Buffer, folder: string): Promise<void> {
  const unpacking = extract({
    cwd: folder,
    strip: 1,
    strict: true,
    filter: (_path, entry) => 'type' in entry && (entry.type === 'File' || entry.type === 'Directory'),
  });
  await new Promise<void>((resolve, reject) => {
    unpacking.on('close', resolve).on('error', reject);
    unpacking.end(tarball);
  });
}
