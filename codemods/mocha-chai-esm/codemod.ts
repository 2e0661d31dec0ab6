import { findNodeAtLocation } from 'jsonc-parser';
import type { Codemod, PackageContext, Replaced, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
  withLineEndsOf,
} from '../../src/change/syntax.ts';

const guide = 'https://github.com/chaijs/chai/releases/tag/v5.0.0';
/** Plugins that have ES modules alone in the versions for chai 5. */
const plugins = ['chai-as-promised', 'sinon-chai', 'chai-things', 'chai-subset'];

export const codemod: Codemod = {
  id: 'mocha-chai-esm',
  title: 'Take plugins of chai 5 by their default export, and options of mocha from .mocharc',
  revision: 2,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'chai', crosses: '5.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'mocha', crosses: '8.0.0' },
  ],
  languages: ['javascript', 'typescript', 'json'],
  files: /\.[cm]?[jt]sx?$|(?:^|\/)package\.json$/,
  hints: [
    ...plugins.flatMap((name) => [
      [`'${name}'`, 'require'],
      [`"${name}"`, 'require'],
    ]),
    ['"scripts"', 'mocha', '--opts'],
  ],
  survey: {
    files: /(?:^|\/)(?:mocha\.opts|\.mocharc\.(?:json|jsonc|ya?ml|c?js)|package\.json)$/,
    of: (_, text) => [text],
  },
  rules: [
    { id: 'plugin', doc: "require('chai-as-promised') → require('chai-as-promised').default", for: 'chai' },
    {
      id: 'spy',
      doc: 'chai.should and properties of chai that are set are told: the namespace cannot be written to',
      for: 'chai',
    },
    { id: 'options', doc: 'test/mocha.opts → .mocharc.json', for: 'mocha' },
  ],
  transform(file, context) {
    const parts = file.path.endsWith('.json')
      ? optionsOf(file)
      : [...plugins.flatMap((name) => pluginOf(file, name)), ...writes(file)];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
  replaceFiles,
};

/** On a Node.js that requires ES modules the plugin is the default export. */
function pluginOf(file: SourceFile, name: string): readonly Part[] {
  return file
    .bindings()
    .moduleReferences(name)
    .flatMap(({ kind, node }) => {
      if (kind !== 'require') return [];
      const parent = file.tree().parent(node);
      const isDefault =
        parent?.type === 'MemberExpression' &&
        parent.property.type === 'Identifier' &&
        parent.property.name === 'default';
      if (isDefault || parent?.type === 'ExpressionStatement') return [];
      if (parent?.type === 'VariableDeclarator' && parent.init === node)
        return parent.id.type === 'Identifier' && !parent.id.typeAnnotation
          ? [changed([replaced('plugin', parent.id, `{ default: ${parent.id.name} }`)])]
          : [];
      const { end } = spot(node);
      return [changed([replaced('plugin', { start: end, end }, '.default')])];
    });
}

/** `chai.assert = …` */
function writes(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses('chai')
    .flatMap(({ node, path }) => {
      const parent = file.tree().parent(node);
      const isWritten = parent?.type === 'AssignmentExpression' && parent.left === node && path.length === 1;
      return isWritten
        ? [
            noted(
              'spy',
              parent,
              'chai 5 is a module, whose exports cannot be set; use chai.use with a plugin',
              guide,
            ),
          ]
        : [];
    });
}

const option = / ?--opts[ =](\S+)/;

function optionsOf(file: SourceFile): readonly Part[] {
  const scripts = findNodeAtLocation(file.json(), ['scripts']);
  return (scripts?.children ?? []).flatMap((property) => {
    const value = property.children?.[1];
    if (value?.type !== 'string' || !/(?<![\w./@-])mocha(?![\w-])/.test(String(value.value))) return [];
    const text = file.text.slice(value.offset + 1, value.offset + value.length - 1);
    const found = option.exec(text);
    if (!found) return [];
    const start = value.offset + 1 + found.index;
    return [changed([replaced('options', { start, end: start + found[0].length }, '')])];
  });
}

/** `test/mocha.opts`, or the file that a script names, one option a line: `--require ./test/setup`. */
function replaceFiles({ surveyed, folder, enabled }: PackageContext): Replaced {
  const path = [...surveyed.keys()].find((one) => one.startsWith(folder) && /(?:^|\/)mocha\.opts$/.test(one));
  const hasOwn = [...surveyed.keys()].some((one) => one.startsWith(`${folder}.mocharc`));
  if (path === undefined || !enabled('options') || hasOwn) return { changes: [], notes: [] };
  const before = surveyed.get(path)?.[0] ?? '';
  const settings = settingsOf(before);
  if (!settings)
    return {
      changes: [],
      notes: [
        {
          path,
          rule: 'options',
          message: 'mocha.opts is not read since mocha 8; write its options into .mocharc.json by hand',
          guide: 'https://mochajs.org/#configuring-mocha-nodejs',
        },
      ],
    };
  return {
    changes: [
      {
        path: `${folder}.mocharc.json`,
        before: undefined,
        after: withLineEndsOf(before, `${JSON.stringify(settings, null, 2)}\n`),
        rule: 'options',
      },
      { path, before, after: undefined, rule: 'options' },
    ],
    notes: [],
  };
}

const short: Readonly<Record<string, string>> = {
  r: 'require',
  R: 'reporter',
  t: 'timeout',
  u: 'ui',
  s: 'slow',
  b: 'bail',
  g: 'grep',
  f: 'fgrep',
  w: 'watch',
};
const numbers = new Set(['timeout', 'slow', 'retries', 'jobs']);

/** `undefined` where a line is more than an option with one value. */
function settingsOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const settings: Record<string, unknown> = {};
  const add = (name: string, value: unknown) => {
    const before = settings[name];
    settings[name] = before === undefined ? value : [before, value].flat();
  };
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    const flag = /^(?:--([\w-]+)|-(\w))(?:[ =]+(\S+))?$/.exec(line);
    const spec = /^[^-\s]\S*$/.test(line);
    if (!flag && !spec) return undefined;
    if (!flag) add('spec', line);
    else {
      const name = flag[1] ?? short[flag[2] ?? ''];
      if (name === undefined) return undefined;
      const value = flag[3];
      add(name, value === undefined ? true : numbers.has(name) ? Number(value) : value);
    }
  }
  return settings;
}
