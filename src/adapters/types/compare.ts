/**
 * What TypeScript says of code with one version of a package that it does not say with another. All that is wrong for other reasons
 * (no configuration, no other packages, no types of Node.js) is wrong both times, and so is not told.
 */
import { Project, ts } from 'ts-morph';
import { probeOf, standingIn } from './probe.ts';
import type { Answer, Question, TypedPackages } from './question.ts';

const noOverload = 2769;

/**
 * What one changed type can lead to, by TypeScript's numbers. The rest speaks of the code itself, or of what is not here; that an export
 * is gone (2305, 2614, 2724) is known from the exports themselves, and told where it is used.
 */
const misfit = new Set([2322, 2345, 2559, 2739, 2740, 2741, noOverload]);
const other = new Set(
  [
    { what: 'no such member', codes: [2339, 2551, 2694, 2503, 2702] },
    { what: 'an option that nobody knows', codes: [2353, 2561] },
    { what: 'too few arguments, or too many', codes: [2554, 2555, 2556] },
    { what: 'other type arguments', codes: [2344, 2314, 2315, 2707] },
    { what: 'not to be called, or not to be made with new', codes: [2348, 2349, 2351] },
  ].flatMap(({ codes }) => codes),
);

/** The module itself is not found: then nothing of it is known, and every sentence about it says only that. */
const notFound = new Set([2306, 2307, 2792, 7016]);

interface Said {
  readonly line: number;
  readonly column: number;
  /** TypeScript's number of it. */
  readonly number: number;
  readonly text: string;
  /** It is about a module as a whole. */
  readonly ofModule: boolean;
}

/** The first place of each sentence in each file. */
export function newErrors({ name, before, after, isWhole, files, exports }: Question): Answer {
  // A type that is made of one that is not there fits nothing, or everything.
  const isTold = (number: number) => other.has(number) || (isWhole && misfit.has(number));
  const probe = probeOf(name, exports);
  const was = errorsIn(files, before);
  const is = errorsIn([...files, probe], after);
  const errors = files.flatMap(({ path, text: code }) => {
    const [old, now] = [was.get(path) ?? [], is.get(path) ?? []];
    if ([...old, ...now].some((one) => isBlind(one, name))) return [];
    // A line that was wrong before says nothing: what it says now may be the same in other words.
    const lines = new Set(old.map(({ line }) => line));
    const said = new Set<string>();
    const isRequired = requires(code, name);
    return now.flatMap(({ line, column, number, text, ofModule }) => {
      if (!isTold(number) || lines.has(line) || (isRequired && ofModule)) return [];
      lines.add(line);
      if (said.has(text)) return [];
      said.add(text);
      return [{ path, place: { line, column }, says: text }];
    });
  });
  return { errors, standing: standingIn(is.get(probe.path) ?? [], exports) };
}

/** Declarations often say `export default` of what `require()` gets as a whole. */
const requires = (text: string, name: string) =>
  text.includes(`require('${name}')`) || text.includes(`require("${name}")`);

const isBlind = ({ number, text }: Said, name: string) =>
  notFound.has(number) && (text.includes(`'${name}'`) || text.includes(`'${name}/`));

function errorsIn(files: Question['files'], packages: TypedPackages): ReadonlyMap<string, readonly Said[]> {
  const hasReact = packages.has('react') || packages.has('@types/react');
  const project = new Project({
    useInMemoryFileSystem: true,
    compilerOptions: {
      strict: true,
      noImplicitAny: false,
      useUnknownInCatchVariables: false,
      allowJs: true,
      checkJs: true,
      noEmit: true,
      skipLibCheck: true,
      types: packages.has('@types/node') ? ['node'] : [],
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      esModuleInterop: true,
      resolveJsonModule: true,
      jsx: hasReact ? ts.JsxEmit.ReactJSX : ts.JsxEmit.Preserve,
    },
  });
  const disk = project.getFileSystem();
  for (const [name, { manifest, texts }] of packages) {
    disk.writeFileSync(`/node_modules/${name}/package.json`, JSON.stringify(manifest));
    for (const [path, text] of Object.entries(texts))
      disk.writeFileSync(`/node_modules/${name}/${path}`, text);
  }
  for (const { path, text } of files) project.createSourceFile(`/src/${path}`, text);
  const program = project.getProgram().compilerObject;
  return new Map(
    files.map(({ path }) => {
      const file = program.getSourceFile(`/src/${path}`);
      const diagnostics = file ? program.getSemanticDiagnostics(file) : [];
      return [path, diagnostics.flatMap(saidOf)];
    }),
  );
}

function saidOf({ file, start, code, messageText }: ts.Diagnostic): readonly Said[] {
  if (!file || start === undefined) return [];
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const whole = ts.flattenDiagnosticMessageText(messageText, '\n');
  const lines = whole.split('\n');
  // Of several overloads none fits; why the last one does not says more.
  const reason = (code === noOverload ? lines.at(-1) : lines[0]) ?? '';
  const ofModule = whole.includes('typeof import("/node_modules/');
  return [{ line: line + 1, column: character + 1, number: code, text: inWords(reason.trim()), ofModule }];
}

const longest = 240;

/** Without the folders that are ours alone, and without a full stop. */
function inWords(text: string): string {
  const plain = text
    .replace(/import\("\/node_modules\/(?:@types\/)?((?:@[^/"]+\/)?[^/"]+)[^"]*"\)/g, 'import("$1")')
    .replace(/\. Did you mean .*$|\.$/, '');
  return plain.length <= longest ? plain : `${plain.slice(0, longest).trimEnd()}…`;
}
