/** What six has under which name, by six 1.17 on Python 3: https://six.readthedocs.io */

/** A builtin, or a member of a module that has to come in. */
export const names: Readonly<Record<string, string>> = {
  BytesIO: 'io.BytesIO',
  Iterator: 'object',
  MAXSIZE: 'sys.maxsize',
  StringIO: 'io.StringIO',
  advance_iterator: 'next',
  binary_type: 'bytes',
  callable: 'callable',
  create_bound_method: 'types.MethodType',
  iterbytes: 'iter',
  next: 'next',
  print_: 'print',
  text_type: 'str',
  unichr: 'chr',
  wraps: 'functools.wraps',
};

/** Tuples of one, so that isinstance takes them. */
export const tuples: Readonly<Record<string, string>> = {
  class_types: 'type',
  integer_types: 'int',
  string_types: 'str',
};

/** `six.iteritems(d)` → `d.items()` */
export const methods: Readonly<Record<string, string>> = {
  iteritems: 'items',
  iterkeys: 'keys',
  itervalues: 'values',
  viewitems: 'items',
  viewkeys: 'keys',
  viewvalues: 'values',
};

/** `six.get_function_code(f)` → `f.__code__` */
export const attributes: Readonly<Record<string, string>> = {
  get_function_closure: '__closure__',
  get_function_code: '__code__',
  get_function_defaults: '__defaults__',
  get_function_globals: '__globals__',
  get_method_function: '__func__',
  get_method_self: '__self__',
};

/** `six.assertRegex(self, a, b)` → `self.assertRegex(a, b)` */
export const assertions = new Set(['assertCountEqual', 'assertNotRegex', 'assertRaisesRegex', 'assertRegex']);

/** six.moves: a builtin or a member of a module. */
export const movedNames: Readonly<Record<string, string>> = {
  StringIO: 'io.StringIO',
  UserDict: 'collections.UserDict',
  UserList: 'collections.UserList',
  UserString: 'collections.UserString',
  cStringIO: 'io.StringIO',
  filter: 'filter',
  filterfalse: 'itertools.filterfalse',
  getcwd: 'os.getcwd',
  getcwdb: 'os.getcwdb',
  getoutput: 'subprocess.getoutput',
  input: 'input',
  intern: 'sys.intern',
  map: 'map',
  range: 'range',
  reduce: 'functools.reduce',
  reload_module: 'importlib.reload',
  shlex_quote: 'shlex.quote',
  xrange: 'range',
  zip: 'zip',
  zip_longest: 'itertools.zip_longest',
};

/** six.moves: modules. Those of urllib are below. */
export const movedModules: Readonly<Record<string, string>> = {
  BaseHTTPServer: 'http.server',
  CGIHTTPServer: 'http.server',
  SimpleHTTPServer: 'http.server',
  _thread: '_thread',
  builtins: 'builtins',
  cPickle: 'pickle',
  collections_abc: 'collections.abc',
  configparser: 'configparser',
  copyreg: 'copyreg',
  dbm_gnu: 'dbm.gnu',
  dbm_ndbm: 'dbm.ndbm',
  email_mime_base: 'email.mime.base',
  email_mime_image: 'email.mime.image',
  email_mime_multipart: 'email.mime.multipart',
  email_mime_nonmultipart: 'email.mime.nonmultipart',
  email_mime_text: 'email.mime.text',
  html_entities: 'html.entities',
  html_parser: 'html.parser',
  http_client: 'http.client',
  http_cookiejar: 'http.cookiejar',
  http_cookies: 'http.cookies',
  queue: 'queue',
  reprlib: 'reprlib',
  socketserver: 'socketserver',
  tkinter: 'tkinter',
  urllib_error: 'urllib.error',
  urllib_parse: 'urllib.parse',
  urllib_robotparser: 'urllib.robotparser',
  xmlrpc_client: 'xmlrpc.client',
  xmlrpc_server: 'xmlrpc.server',
};

export const urllibModules = new Set(['error', 'parse', 'request', 'response', 'robotparser']);

export const own = (table: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
