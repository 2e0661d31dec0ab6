/** A ref that is a name: React set it in `this.refs`, now the component does. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, replaced } from '../../src/change/syntax.ts';
import { guide } from './moved.ts';
import { isReact } from './removed.ts';

export function stringRefs(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('JSXAttribute')
    .flatMap(({ name, value }) => {
      const written = value?.type === 'JSXExpressionContainer' ? value.expression : value;
      if (name.name !== 'ref' || written?.type !== 'StringLiteral' || !value) return [];
      // Vue and others have a ref of that form that stays.
      if (!isReact(file) && !isOfComponent(file, value)) return [];
      // Types call `refs` read-only, or do not know it any more.
      const isTyped = /\.[cm]?tsx?$/.test(file.path);
      if (isTyped || !isReact(file) || !isOfComponent(file, value))
        return [
          noted(
            'string-ref',
            value,
            'a ref that is a string is gone; use useRef, createRef or a callback',
            guide,
          ),
        ];
      const member = /^[A-Za-z_$][\w$]*$/.test(written.value)
        ? `.${written.value}`
        : `[${JSON.stringify(written.value)}]`;
      return [changed([replaced('string-ref', value, `{(ref) => { this.refs${member} = ref; }}`)])];
    });
}

/** Whether `this` is the component: in a method or property of a class, with nothing but arrow functions between. */
function isOfComponent(file: SourceFile, node: Node): boolean {
  for (const at of file.tree().ancestors(node)) {
    switch (at.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ObjectMethod':
        return false;
      case 'ClassMethod':
      case 'ClassPrivateMethod':
      case 'ClassProperty':
        return !at.static && isOfClassThatExtends(file, at);
      default:
    }
  }
  return false;
}

function isOfClassThatExtends(file: SourceFile, member: Node): boolean {
  const body = file.tree().parent(member);
  const class_ = body && file.tree().parent(body);
  return (
    (class_?.type === 'ClassDeclaration' || class_?.type === 'ClassExpression') && Boolean(class_.superClass)
  );
}
