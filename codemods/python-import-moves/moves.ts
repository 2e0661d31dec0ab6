/** Which names went where. */
export interface Move {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  /** With the version that has them in the new place, empty where every version of Python 3 does. */
  readonly names: Readonly<Record<string, string>>;
  /** The module itself has another name. */
  readonly whole?: true;
  /** How a member of the module is written: below the old module, or of another one altogether. */
  readonly members?: 'below' | 'module';
}

const always = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '']));

export const moves: readonly Move[] = [
  {
    rule: 'collections-abc',
    from: 'collections',
    to: 'collections.abc',
    members: 'below',
    // https://docs.python.org/3/library/collections.abc.html; aliases until 3.9
    names: always(
      'AsyncGenerator',
      'AsyncIterable',
      'AsyncIterator',
      'Awaitable',
      'ByteString',
      'Callable',
      'Collection',
      'Container',
      'Coroutine',
      'Generator',
      'Hashable',
      'ItemsView',
      'Iterable',
      'Iterator',
      'KeysView',
      'Mapping',
      'MappingView',
      'MutableMapping',
      'MutableSequence',
      'MutableSet',
      'Reversible',
      'Sequence',
      'Set',
      'Sized',
      'ValuesView',
    ),
  },
  { rule: 'shlex', from: 'pipes', to: 'shlex', members: 'module', names: always('quote') },
  {
    rule: 'element-tree',
    from: 'xml.etree.cElementTree',
    to: 'xml.etree.ElementTree',
    whole: true,
    names: {},
  },
  {
    rule: 'typing',
    from: 'typing_extensions',
    to: 'typing',
    // https://docs.python.org/3/library/typing.html, “Added in version”
    names: {
      Literal: '3.8',
      Final: '3.8',
      Protocol: '3.8',
      TypedDict: '3.8',
      final: '3.8',
      runtime_checkable: '3.8',
      Annotated: '3.9',
      Concatenate: '3.10',
      ParamSpec: '3.10',
      TypeAlias: '3.10',
      TypeGuard: '3.10',
      LiteralString: '3.11',
      Never: '3.11',
      NotRequired: '3.11',
      Required: '3.11',
      Self: '3.11',
      Unpack: '3.11',
      assert_never: '3.11',
      assert_type: '3.11',
      reveal_type: '3.11',
      override: '3.12',
      TypeIs: '3.13',
      ReadOnly: '3.13',
    },
  },
];
