/** What `springtide codemod new` writes is a codemod like any other: it is held to its cases as it is. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe } from 'vitest';
import type { Codemod } from '../../src/change/codemod.ts';
import { filesOf, ours } from '../../src/cli/codemod-new.ts';
import { casesOf, holdToCases } from './cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'springtide-codemod-'));
afterAll(() => rmSync(folder, { recursive: true }));
symlinkSync(new URL('../../src', import.meta.url).pathname, join(folder, 'src'));

async function made(id: string, name: string): Promise<Codemod> {
  for (const [path, text] of filesOf(id, name, '2.0.0', ours)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { codemod } = await import(pathToFileURL(join(folder, `codemods/${id}/codemod.ts`)).href);
  return codemod;
}

const fixtures = pathToFileURL(join(folder, 'fixtures/codemods/'));
const catalogue = [await made('left-pad-1-to-2', 'left-pad'), await made('scoped', '@acme/tool')];

describe.each(catalogue)('$id', (codemod) => {
  holdToCases(codemod, casesOf(codemod.id, new URL(`${fixtures.href}/`)));
});
