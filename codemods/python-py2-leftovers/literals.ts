/** Strings that said which kind they are in Python 2. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { meansBuiltin, type PythonChange, rangeOf } from '../../src/change/syntax.ts';

/** Not where the quote before would make three. */
export const prefix = (file: SourceFile): readonly PythonChange[] =>
  file
    .sg()
    .findAll({ rule: { kind: 'string_start', regex: '^[uU]' } })
    .map((node) => rangeOf(node).start)
    .filter((start) => !/['"]/.test(file.text[start - 1] ?? ''))
    .map((start) => ({ start, end: start + 1, text: '' }));

/** `type('')`, `type(u'x')`, `type(b'')`. */
export const typeOf = (file: SourceFile): readonly PythonChange[] =>
  callsWithString(file, 'type').flatMap(({ call, string }) => {
    const name = /^b/i.test(string.text()) ? 'bytes' : 'str';
    return meansBuiltin(file, name) ? [{ ...rangeOf(call), text: name }] : [];
  });

/** `str('x')`, but not as a statement, which might become the docstring, nor below what reads it next. */
export const native = (file: SourceFile): readonly PythonChange[] =>
  callsWithString(file, 'str')
    .filter(({ call, string }) => {
      const parent = call.parent();
      const outer = parent?.kind() === 'argument_list' ? parent.parent()?.child(0)?.text() : undefined;
      return (
        !/^b/i.test(string.text()) &&
        parent?.kind() !== 'expression_statement' &&
        outer !== 'str' &&
        outer !== 'type' &&
        !(parent?.kind() === 'attribute' && parent.child(2)?.text() === 'encode')
      );
    })
    .flatMap(({ call, string }) => [
      { start: rangeOf(call).start, end: rangeOf(string).start, text: '' },
      { start: rangeOf(string).end, end: rangeOf(call).end, text: '' },
    ]);

/** `'x'.encode('utf-8')` where all is ASCII, so that the encoding says nothing. */
export const bytes = (file: SourceFile): readonly PythonChange[] =>
  calls(file, '\\.encode$').flatMap((call) => {
    const [member, args] = call.children();
    const string = member?.child(0);
    const isEncode =
      member?.kind() === 'attribute' && member.child(2)?.text() === 'encode' && string?.kind() === 'string';
    if (!isEncode || !string || !args || !/^\((?:u?['"](?:utf-?8|ascii)['"])?\)$/i.test(args.text()))
      return [];
    const [, kind = '', content = ''] = /^(u?|r)(["'].*)$/is.exec(string.text()) ?? [];
    const isRaw = kind.toLowerCase() === 'r';
    if (content === '' || !isAscii(content, isRaw) || isStatement(call)) return [];
    const { start, end } = rangeOf(string);
    return [
      { start, end: start + kind.length, text: isRaw ? `b${kind}` : 'b' },
      { start: end, end: rangeOf(call).end, text: '' },
    ];
  });

/** Also what its escapes stand for; `\u`, `\N` and an octal above 177 mean something else or nothing in bytes. */
function isAscii(content: string, isRaw: boolean): boolean {
  const harmless = /\\(?:[\r\n\\'"abfnrtv]|x[0-7][\da-f]|[01]?[0-7]{1,2}(?!\d))/gi;
  const rest = isRaw ? content : content.replace(harmless, '');
  return !/[^\n\r\t\x20-\x7e]/.test(rest) && (isRaw || !rest.includes('\\'));
}

const isStatement = (node: SgNode) => node.parent()?.kind() === 'expression_statement';

/** Calls of a builtin with a string as it stands, not several in a row and none with values in it. */
function callsWithString(
  file: SourceFile,
  name: string,
): readonly { readonly call: SgNode; readonly string: SgNode }[] {
  if (!meansBuiltin(file, name)) return [];
  return calls(file, `^${name}$`).flatMap((call) => {
    const [callee, args] = call.children();
    const items = args?.kind() === 'argument_list' ? args.children().filter((node) => node.isNamed()) : [];
    const [string] = items;
    const isMeant =
      callee?.kind() === 'identifier' &&
      callee.text() === name &&
      items.length === 1 &&
      string?.kind() === 'string' &&
      !/^\w*f/i.test(string.text());
    return isMeant && string ? [{ call, string }] : [];
  });
}

/** By what is called: most calls of a file are others, and never become objects. */
const calls = (file: SourceFile, callee: string): readonly SgNode[] =>
  file.sg().findAll({ rule: { kind: 'call', has: { field: 'function', regex: callee } } });
