import type { Class, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  literalText,
  noted,
  type Part,
  propertyName,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';
import { extendedIn, surveyOf } from './subclasses.ts';

const guide = 'https://legacy.reactjs.org/blog/2018/03/27/update-on-async-rendering.html';
const names = ['componentWillMount', 'componentWillReceiveProps', 'componentWillUpdate'];

export const codemod: Codemod = {
  id: 'react-unsafe-lifecycles',
  title: 'Name the unsafe lifecycle methods of React as such',
  revision: 3,
  level: 'deprecated',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'react', crosses: '17.0.0' },
  languages: ['javascript', 'typescript'],
  hints: names.map((name) => [name]),
  rules: names.map((name) => ({ id: name, doc: `${name}() → UNSAFE_${name}()` })),
  survey: surveyOf(names),
  transform(file, context) {
    const all = componentsOf(file);
    const parts = names
      .filter((name) => context.enabled(name))
      .flatMap((name) => {
        const elsewhere = extendedElsewhere(file, name, all, context);
        const components = new Set([...all].filter((one) => !elsewhere.has(one)));
        const left = [...elsewhere].flatMap(([body, path]) => leftFor(body, name, path));
        return [...declared(file, name, components), ...called(file, name, components), ...left];
      });
    return resultOf(file, parts);
  },
};

/** Bodies of classes that extend something, objects handed to createReactClass, and mixins of these. */
function componentsOf(file: SourceFile): ReadonlySet<Node> {
  const tree = file.tree();
  const classes = [...tree.of('ClassDeclaration'), ...tree.of('ClassExpression')]
    .filter(({ superClass }) => superClass && isComponent(file, superClass))
    .map(({ body }) => body);
  const specs = tree.of('CallExpression').flatMap(({ callee, arguments: [spec] }) => {
    const given = spec && (file.bindings().standsFor(spec) ?? spec);
    return given?.type === 'ObjectExpression' && makesClass(file, callee) ? [given] : [];
  });
  const mixins = specs.flatMap((spec) => mixinsOf(file, spec));
  return new Set<Node>([...classes, ...specs, ...mixins]);
}

/** `React.Component`, `PureComponent`, or a class of this file that extends one. */
function isComponent(file: SourceFile, superClass: Node): boolean {
  const fromReact = file
    .bindings()
    .uses('react', 'preact/compat')
    .some(({ node, path }) => node === superClass && /^(?:Pure)?Component$/.test(path.join('.')));
  if (fromReact) return true;
  const base = baseOf(file, superClass);
  return base?.superClass != null && base.superClass !== superClass && isComponent(file, base.superClass);
}

/** The class of this file that is extended. */
function baseOf(file: SourceFile, superClass: Node): Class | undefined {
  const owner = superClass.type === 'Identifier' ? file.bindings().bindingOf(superClass) : undefined;
  const [declaredAt] = owner?.declared ?? [];
  const base = declaredAt && file.tree().parent(declaredAt);
  return base?.type === 'ClassDeclaration' ? base : undefined;
}

/** Bodies of classes of which a subclass in another file has the method too, and where: with all that they extend or that extends them here. */
function extendedElsewhere(
  file: SourceFile,
  name: string,
  components: ReadonlySet<Node>,
  { surveyed }: Context,
): ReadonlyMap<Node, string> {
  const classes = [...file.tree().of('ClassDeclaration'), ...file.tree().of('ClassExpression')].filter(
    ({ body }) => components.has(body),
  );
  const families = Map.groupBy(classes, (one) => oldestOf(file, one));
  return new Map(
    [...families.values()].flatMap((family) => {
      const [path] = family.flatMap((one) => extendedIn(file, one, name, surveyed) ?? []);
      return path === undefined ? [] : family.map(({ body }) => [body, path] as const);
    }),
  );
}

/** As far up as this file goes. */
function oldestOf(file: SourceFile, class_: Class): Class {
  const line = new Set<Class>();
  for (
    let at: Class | undefined = class_;
    at && !line.has(at);
    at = at.superClass ? baseOf(file, at.superClass) : undefined
  )
    line.add(at);
  return [...line].at(-1) ?? class_;
}

function leftFor(body: Node, name: string, path: string): readonly Part[] {
  if (body.type !== 'ClassBody') return [];
  return body.body
    .filter((one) => propertyName(one) === name)
    .map((one) =>
      noted(name, one, `a class of ${path} extends this one and has ${name} too; rename both`, guide),
    );
}

function makesClass(file: SourceFile, callee: Node): boolean {
  const { uses } = file.bindings();
  return (
    uses('create-react-class').some(({ node, path }) => node === callee && path.length === 0) ||
    uses('react').some(({ node, path }) => node === callee && path.join('.') === 'createClass')
  );
}

function mixinsOf(file: SourceFile, spec: Extract<Node, { type: 'ObjectExpression' }>): readonly Node[] {
  const mixins = spec.properties.find((one) => propertyName(one) === 'mixins');
  const list =
    mixins?.type === 'ObjectProperty' && mixins.value.type === 'ArrayExpression' ? mixins.value : undefined;
  return (list?.elements ?? []).flatMap((one) => {
    const given = one && (file.bindings().standsFor(one) ?? one);
    return given?.type === 'ObjectExpression' ? [given] : [];
  });
}

/** Methods and properties. One that has the new name as well is left: React would call both. */
function declared(file: SourceFile, name: string, components: ReadonlySet<Node>): readonly Part[] {
  const tree = file.tree();
  const members = [
    ...tree.of('ClassMethod'),
    ...tree.of('ClassProperty'),
    ...tree.of('ObjectMethod'),
    ...tree.of('ObjectProperty'),
  ].filter((node) => propertyName(node) === name);
  return members.flatMap((member) => {
    const component = tree.parent(member);
    if (!component || !components.has(component)) return [];
    const isStatic = 'static' in member && member.static;
    if (isStatic) return [];
    const siblings =
      'body' in component && Array.isArray(component.body)
        ? component.body
        : 'properties' in component
          ? component.properties
          : [];
    if (siblings.some((one) => propertyName(one as Node) === `UNSAFE_${name}`))
      return [noted(name, member, `${name} stands beside UNSAFE_${name}; React calls both`, guide)];
    return [changed([renamed(file, member.key, name)])];
  });
}

function renamed(file: SourceFile, key: Node, name: string) {
  const to = `UNSAFE_${name}`;
  return replaced(name, key, literalText(key) === undefined ? to : literalSaying(file, key, to));
}

/** `this.componentWillMount()`, `super.…` and `Mixin.componentWillMount.call(this)` */
function called(file: SourceFile, name: string, components: ReadonlySet<Node>): readonly Part[] {
  return file
    .tree()
    .of('MemberExpression')
    .flatMap((member) => {
      const { object, property, computed } = member;
      if (computed || property.type !== 'Identifier' || property.name !== name) return [];
      const isOwn = object.type === 'ThisExpression' || object.type === 'Super';
      const mixin = file.bindings().standsFor(object);
      const isInside = isOwn && isOfComponent(file, member, components);
      return isInside || (mixin && components.has(mixin)) ? [changed([renamed(file, property, name)])] : [];
    });
}

/** Whose `this` it is: that of the nearest object or class which has methods around it. */
function isOfComponent(file: SourceFile, node: Node, components: ReadonlySet<Node>): boolean {
  for (const at of file.tree().ancestors(node)) {
    const owner = file.tree().parent(at);
    if (
      at.type === 'ObjectMethod' ||
      at.type === 'ClassMethod' ||
      at.type === 'ClassPrivateMethod' ||
      at.type === 'ClassProperty'
    )
      return owner !== undefined && components.has(owner);
    if (at.type === 'FunctionExpression' && owner?.type === 'ObjectProperty') {
      const object = file.tree().parent(owner);
      return object !== undefined && components.has(object);
    }
  }
  return false;
}
