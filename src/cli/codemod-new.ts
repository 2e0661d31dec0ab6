/** `springtide codemod new`: a folder that passes its tests, to be changed from there. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandWorld } from '../cli.ts';
import { status, UsageError } from './arguments.ts';

export function newCodemod(id: string, options: Record<string, unknown>, { output }: CommandWorld): number {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id))
    throw new UsageError(
      `${id} is no name for a codemod; write lower-case words with dashes: left-pad-1-to-2`,
    );
  if (existsSync(`codemods/${id}`)) throw new UsageError(`codemods/${id} is there already`);
  const [, name, major] = /^(.+)-\d+-to-(\d+)$/.exec(id) ?? [];
  const package_ = typeof options.package === 'string' ? options.package : (name ?? id);
  const crosses = typeof options.crosses === 'string' ? options.crosses : `${major ?? 1}.0.0`;
  if (!/^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(package_) || !/^\d+(?:\.\d+){0,2}$/.test(crosses))
    throw new UsageError('--package takes the name of a package, --crosses a version: 2.0.0');
  const isOurs = existsSync('src/change/codemod.ts');
  const files = filesOf(id, package_, crosses, isOurs ? ours : others);
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const next = isOurs ? `npm test -- codemods -t ${id}` : 'springtide codemod test';
  output.out(`${[...files.keys()].join('\n')}\n\n${next} runs its cases`);
  return status.done;
}

/** What it imports, in the catalogue and everywhere else. */
export const ours = `import type { Codemod } from '../../src/change/codemod.ts';
import { changed, endingUses, moveUses, noted, resultOf } from '../../src/change/syntax.ts';`;
const others = `import { type Codemod, changed, endingUses, moveUses, noted, resultOf } from 'springtide/codemod';`;

/** What a new codemod consists of, by path: it renames an export, which is what most of them begin with. */
export function filesOf(
  id: string,
  name: string,
  crosses: string,
  imports: string,
): ReadonlyMap<string, string> {
  const fixture = (path: string) => `fixtures/codemods/${id}/${path}`;
  return new Map([
    [`codemods/${id}/codemod.ts`, codemodText(id, name, crosses, imports)],
    [`codemods/${id}/README.md`, readmeText(id, name, crosses)],
    [fixture('import/before.mjs'), `import { oldName } from '${name}';\n\noldName(1);\n`],
    [fixture('import/after.mjs'), `import { newName } from '${name}';\n\nnewName(1);\n`],
    [fixture('require/before.js'), `const x = require('${name}');\n\nx.oldName(1);\n`],
    [fixture('require/after.js'), `const x = require('${name}');\n\nx.newName(1);\n`],
    [
      fixture('string-and-comment/before.mjs'),
      `import * as x from '${name}';\n\n// x.oldName(1)\nx.log('x.oldName(1)');\n`,
    ],
    [
      fixture('shadowed-name/before.js'),
      `const { oldName } = require('${name}');\n\nexport const f = (oldName) => oldName(1);\n`.replace(
        'export ',
        '',
      ),
    ],
    [
      fixture('same-method-elsewhere/before.mjs'),
      `import { other } from '${name}';\n\nother().oldName(1);\n({ oldName() {} }).oldName(1);\n`,
    ],
    [fixture('relative-module/before.mjs'), `import { oldName } from './${name}';\n\noldName(1);\n`],
  ]);
}

const codemodText = (id: string, name: string, crosses: string, imports: string) => `${imports}

const rule = 'oldName';
const guide = 'https://registry.example/${name}#migrating';

export const codemod: Codemod = {
  id: '${id}',
  title: 'Migrate to ${name} ${crosses.split('.')[0]}',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: '${name}', crosses: '${crosses}' },
  languages: ['javascript', 'typescript'],
  hints: [['${name}', rule]],
  rules: [{ id: rule, doc: 'oldName() → newName()' }],
  transform(file, context) {
    if (!context.enabled(rule)) return resultOf(file, []);
    const uses = endingUses(file, ['${name}'], [rule]);
    const { edits, blocked } = moveUses(file, uses, 'newName', rule);
    const notes = blocked.map(({ node }) =>
      noted(rule, node, 'oldName is gone in ${name} ${crosses.split('.')[0]}; use newName', guide),
    );
    return resultOf(file, [changed(edits), ...notes]);
  },
};
`;

const readmeText = (id: string, name: string, crosses: string) => `# ${id}

\`oldName\` is \`newName\` since ${name} ${crosses}. Runs when ${name} crosses that version.

\`\`\`diff
-import { oldName } from '${name}';
+import { newName } from '${name}';
-oldName(1);
+newName(1);
\`\`\`

Left to a person, with a note: uses where \`newName\` means something else already.

Source: the migration guide of the package.
`;
