import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { jsxNamespace } from './jsx-namespace.ts';
import { namesIn, renamed, told, unions, validators } from './names.ts';
import { refCallbacks, refObjects, useRefs } from './refs.ts';
import { reactUses } from './uses.ts';

export const codemod: Codemod = {
  id: 'types-react-18-to-19',
  title: 'Migrate to the types of React 19',
  revision: 2,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: '@types/react', crosses: '19.0.0' },
  languages: ['typescript'],
  hints: [
    ['useRef'],
    ['RefObject'],
    ['ref='],
    ['JSX.'],
    ...[...renamed.keys(), ...unions.keys(), ...validators, ...told.keys()].map((name) => ['react', name]),
    ['namespace JSX'],
  ],
  rules: [
    { id: 'use-ref', doc: 'useRef<T>() → useRef<T>(undefined)' },
    { id: 'ref-object', doc: 'RefObject<T> → RefObject<T | null>' },
    { id: 'ref-callback', doc: 'ref={(x) => (a = x)} → ref={(x) => { a = x; }}' },
    { id: 'jsx-namespace', doc: "JSX.Element → JSX.Element, with import type { JSX } from 'react'" },
    { id: 'renamed', doc: 'VFC → FC, SFC → FC, LegacyRef → Ref, ReactType → ElementType and their like' },
    { id: 'union', doc: 'ReactText → number | string; ReactChild → ReactElement | number | string' },
    { id: 'prop-types', doc: 'React.Validator and its like → those of prop-types' },
    {
      id: 'removed',
      doc: 'types without a successor, ReactElement["props"] and useReducer<Reducer<…>> are told',
    },
  ],
  transform(file, context) {
    const uses = reactUses(file);
    const parts = [
      ...useRefs(file, uses),
      ...refObjects(file, uses),
      ...refCallbacks(file),
      ...jsxNamespace(file),
      ...namesIn(file, uses),
    ];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
  manifest: (manifest, { applied }) =>
    applied.has('prop-types') && !manifest.dependencies.has('@types/prop-types')
      ? [{ kind: 'add', section: 'devDependencies', name: '@types/prop-types', requirement: '^15.7.0' }]
      : [],
};
