/**
 * Runs every case of every codemod: fixtures/codemods/<id>/<case>/before.<ext>, after.<ext> and notes.json. Without an
 * after nothing may change; without notes.json nothing may be noted. `path.txt` is the path the file has in its repository, `beside/`
 * what else is there, `target.txt` the version that is moved to. A case of
 * several files has folders `before/` and `after/` instead.
 */
import { describe } from 'vitest';
import { loadCodemods } from '../../src/adapters/codemods.ts';
import { casesOf, folderCasesOf, holdToCases } from './cases.ts';

const fixtures = new URL('../../fixtures/codemods/', import.meta.url);
const catalogue = await loadCodemods();

describe.each(catalogue)('$id', (codemod) => {
  holdToCases(codemod, casesOf(codemod.id, fixtures), folderCasesOf(codemod.id, fixtures));
});
