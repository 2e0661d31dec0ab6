/**
 * `npm pack`: what is published. Node strips no types below node_modules, so they are stripped here: every TypeScript file becomes a
 * JavaScript file of the same lines, and what names a module names that. The rest is copied.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const target = join(root, 'dist');

/** In `from '…'`, `import '…'`, `import('…')` and `new URL('…')`; no other text that ends in `.ts` is a module of ours. */
const moduleNames = /((?:\bfrom|\bimport)\s*\(?\s*|\bnew URL\(\s*)(['"`])([^'"`\n]*)\.ts\2/g;

rmSync(target, { recursive: true, force: true });
for (const folder of ['src', 'codemods']) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
    const from = join(entry.parentPath, entry.name);
    const to = join(target, from.slice(root.length));
    if (!entry.isFile() || entry.name.endsWith('.d.ts') || entry.name === 'springtide.js') continue;
    mkdirSync(dirname(to), { recursive: true });
    if (!entry.name.endsWith('.ts')) cpSync(from, to);
    else {
      const text = stripTypeScriptTypes(readFileSync(from, 'utf8'), { mode: 'strip' });
      writeFileSync(to.replace(/\.ts$/, '.js'), text.replace(moduleNames, '$1$2$3.js$2'));
    }
  }
}
// The types of what others import: `springtide/codemod`.
const compiler = join(root, 'node_modules/typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', '.ci/tsconfig.types.json'], { cwd: root, stdio: 'inherit' });
cpSync(join(root, 'config'), join(target, 'config'), { recursive: true });
cpSync(join(root, 'app.yml'), join(target, 'app.yml'));
