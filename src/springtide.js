#!/usr/bin/env node
// The door of the program, in plain JavaScript so that any Node.js can open it and say what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
// As a whole: an older Node.js has not every name, and must get as far as the sentence below.
import * as module from 'node:module';
import process from 'node:process';

const [major = 0] = process.versions.node.split('.').map(Number);

if (major >= 24) {
  module.enableCompileCache();
  // Published, the program stands in dist/ without its types, which Node strips nowhere below node_modules.
  const published = new URL('../dist/src/cli.js', import.meta.url);
  const inPackage = import.meta.url.includes('/node_modules/') && existsSync(published);
  const { main } = await import(inPackage ? published.href : './cli.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const own = ownNode();
  if (own) {
    const { status, signal } = spawnSync(own, process.argv.slice(1), { stdio: 'inherit' });
    process.exitCode = signal ? 130 : (status ?? 1);
  } else {
    console.error(
      `springtide needs Node.js 24 or newer; this is ${process.versions.node}. Install it, or run: npx -p node@24 -p springtide springtide`,
    );
    process.exitCode = 1;
  }
}

/** In a development checkout the right Node.js is a dependency. */
function ownNode() {
  try {
    return module.createRequire(import.meta.url).resolve('node/bin/node');
  } catch {
    return undefined;
  }
}
