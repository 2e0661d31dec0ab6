import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { defaultProps } from './default-props.ts';
import { shallowRenderer, toReact } from './moved.ts';
import { removed } from './removed.ts';
import { roots } from './roots.ts';
import { stringRefs } from './string-refs.ts';

export const codemod: Codemod = {
  id: 'react-18-to-19',
  title: 'Migrate to React 19',
  revision: 3,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'react', crosses: '19.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'react-dom', crosses: '19.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [
    ['react-dom'],
    ['react-test-renderer/shallow'],
    ['ref='],
    ['defaultProps'],
    ['propTypes'],
    ['createFactory'],
    ['unstable_act'],
    ['ontextTypes'],
  ],
  rules: [
    { id: 'act', doc: "act of 'react-dom/test-utils' → act of 'react'" },
    { id: 'render', doc: 'ReactDOM.render(el, node) → const root = createRoot(node); root.render(el)' },
    { id: 'hydrate', doc: 'ReactDOM.hydrate(el, node) → hydrateRoot(node, el)' },
    { id: 'string-ref', doc: 'ref="name" → ref={(ref) => { this.refs.name = ref; }}' },
    { id: 'shallow-renderer', doc: "'react-test-renderer/shallow' → 'react-shallow-renderer'" },
    { id: 'use-form-state', doc: "useFormState of 'react-dom' → useActionState of 'react'" },
    { id: 'default-props', doc: 'defaultProps of a function component → default values of its props' },
    { id: 'removed', doc: 'what is gone without a successor is told' },
  ],
  transform(file, context) {
    const parts = [
      ...toReact(file),
      ...roots(file),
      ...stringRefs(file),
      ...shallowRenderer(file),
      ...defaultProps(file),
      ...removed(file),
    ];
    const result = resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
    // What is sure would otherwise take the import away from what is reviewed.
    if (result.kind === 'skip' || result.edits.every(({ sure }) => sure)) return result;
    return { ...result, edits: result.edits.map((edit) => ({ ...edit, sure: false })) };
  },
  manifest: (manifest, { applied }) =>
    applied.has('shallow-renderer') && !manifest.dependencies.has('react-shallow-renderer')
      ? [{ kind: 'add', section: 'devDependencies', name: 'react-shallow-renderer', requirement: '^16.15.0' }]
      : [],
};
