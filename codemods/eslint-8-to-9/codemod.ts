import type { Codemod, PackageContext, Replaced } from '../../src/change/codemod.ts';
import { resultOf, withLineEndsOf } from '../../src/change/syntax.ts';
import { envComments } from './comments.ts';
import { flatConfig, neededBy } from './flat-config.ts';
import { found, guide } from './found.ts';
import { packageConfig, scripts } from './package-json.ts';

export const codemod: Codemod = {
  id: 'eslint-8-to-9',
  title: 'Migrate to the flat configuration of ESLint 9',
  revision: 3,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'eslint', crosses: '9.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'eslint', crosses: '10.0.0' },
  ],
  languages: ['javascript', 'typescript', 'json'],
  files: /\.[cm]?[jt]sx?$|(?:^|\/)package\.json$/,
  hints: [['eslint-env'], ['"eslintConfig"'], ['"eslintIgnore"'], ['"scripts"', 'eslint']],
  survey: {
    files:
      /(?:^|\/)(?:\.eslintrc(?:\.(?:json|ya?ml|c?js))?|\.eslintignore|eslint\.config\.[cm]?[jt]s|package\.json)$/,
    of: (path, text) => (/eslint\.config/.test(path) ? [''] : [text]),
  },
  rules: [
    { id: 'flat-config', doc: '.eslintrc.* → eslint.config.mjs', crosses: '9.0.0' },
    { id: 'package-config', doc: 'eslintConfig of package.json → eslint.config.mjs', crosses: '9.0.0' },
    {
      id: 'ignore-file',
      doc: '.eslintignore and eslintIgnore → ignores in eslint.config.mjs',
      crosses: '9.0.0',
    },
    {
      id: 'scripts',
      doc: '--ext and --rulesdir go from the scripts where eslint.config.mjs comes',
      crosses: '9.0.0',
    },
    { id: 'eslint-env', doc: '/* eslint-env node */ goes', crosses: '10.0.0' },
  ],
  transform(file, context) {
    const parts = file.path.endsWith('.json')
      ? [...packageConfig(file, context), ...scripts(file, context)]
      : envComments(file);
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
  replaceFiles,
  manifest(manifest, { surveyed, applied, target }) {
    if (!applied.has('flat-config') && !applied.has('package-config')) return [];
    const folder = manifest.path.slice(0, -'package.json'.length);
    const source = found(surveyed, folder);
    if (source.kind !== 'config') return [];
    return neededBy(source.config, target)
      .filter(({ name }) => !manifest.dependencies.has(name))
      .map((one) => ({ kind: 'add', section: 'devDependencies', ...one }));
  },
};

function replaceFiles({ surveyed, folder, enabled }: PackageContext): Replaced {
  const source = found(surveyed, folder);
  if (source.kind === 'none') return { changes: [], notes: [] };
  const rule =
    source.kind === 'config' && source.path.endsWith('package.json') ? 'package-config' : 'flat-config';
  if (!enabled(rule)) return { changes: [], notes: [] };
  if (source.kind === 'left')
    return { changes: [], notes: [{ path: source.path, rule, message: source.because, guide }] };

  const ignoreFile = enabled('ignore-file') ? source.ignoreFile : undefined;
  const after = withLineEndsOf(source.text, flatConfig(source, ignoreFile?.text));
  const gone = source.path.endsWith('package.json')
    ? []
    : [{ path: source.path, before: source.text, after: undefined, rule }];
  const ignored = ignoreFile
    ? [{ path: ignoreFile.path, before: ignoreFile.text, after: undefined, rule: 'ignore-file' }]
    : [];
  return {
    changes: [{ path: `${folder}eslint.config.mjs`, before: undefined, after, rule }, ...gone, ...ignored],
    notes: source.notes.map((message) => ({ path: `${folder}eslint.config.mjs`, rule, message, guide })),
  };
}
