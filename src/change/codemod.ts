/**
 * The contract between the engine and a codemod. A codemod is handed one file at a time, finds its places in the syntax
 * tree, follows bindings and not names, and answers with edits by range and notes. It reads nothing else.
 */
import type { SgNode } from '@ast-grep/napi';
import type { File } from '@babel/types';
import type { Dockerfile } from 'dockerfile-ast';
import type { Node as JsonNode } from 'jsonc-parser';
import type { Document } from 'yaml';
import type { Bindings } from './bindings.ts';
import type { Tree } from './tree.ts';

export interface Codemod {
  /** `express-4-to-5`; the folder's name. */
  readonly id: string;
  readonly title: string;
  /** Raised when its results change: a commit names it, so that a rebase repeats just that. */
  readonly revision: number;
  /** `required`: the code breaks without it; `deprecated`: it still works; `modernise`: off unless asked for. */
  readonly level: Level;
  /** Any of them is enough. */
  readonly trigger: Trigger | readonly Trigger[];
  /** Ids that must have run before, at the same boundary. */
  readonly after?: readonly string[];
  /** Which files are offered, and how they are parsed. */
  readonly languages: readonly Language[];
  /** Which of their paths, where the language alone says too little: `tsconfig.json`. */
  readonly files?: PathPattern;
  /** Any of (all of these strings). A file whose text matches none is never parsed. */
  readonly hints: readonly (readonly string[])[];
  /** What `--rule` chooses from and the pull request names. */
  readonly rules: readonly Rule[];
  /** What it has to know of other files. Handed each that matches, it answers with what is worth keeping: texts are let go. */
  readonly survey?: Survey;
  transform(file: SourceFile, context: Context): Result;
  /**
   * Files that come and go: a configuration under another name. Asked once a package when its files are done; what there is, the
   * survey says. Asked again with what it made, it has to be quiet.
   */
  replaceFiles?(context: PackageContext): Replaced;
  /**
   * What the package.json of the package has to declare besides. Asked once a package when its files are done, also when nothing in them
   * changed: `applied` tells.
   */
  manifest?(manifest: DeclaredDependencies, context: ManifestContext): readonly ManifestEdit[];
}

export type Level = 'required' | 'deprecated' | 'modernise';

/** A boundary, not a range: worth running when `installed < crosses <= wanted`. */
export type Trigger =
  | {
      readonly kind: 'dependency';
      readonly ecosystem: 'npm' | 'pypi' | 'go';
      readonly name: string;
      readonly crosses: string;
    }
  | { readonly kind: 'runtime'; readonly name: 'node' | 'python' | 'go'; readonly crosses: string }
  /** What has no version of its own: worth running with every update of that ecosystem. */
  | { readonly kind: 'tool'; readonly name: 'github-actions' | 'docker' }
  /** One package takes the place of another (config/replacements.yml). */
  | {
      readonly kind: 'replacement';
      readonly ecosystem: 'npm';
      readonly name: string;
      readonly by: string;
    };

/**
 * `javascript` is .js .cjs .mjs .jsx, `typescript` is .ts .cts .mts .tsx, `json` has comments and trailing commas and includes
 * package.json, whose edits travel with the update itself. Lockfiles are nothing: tools write them.
 */
export type Language = 'javascript' | 'typescript' | 'json' | 'yaml' | 'dockerfile' | 'python' | 'go';

/** A regular expression, or what tests paths as one does. */
export type PathPattern = Pick<RegExp, 'test'>;

export interface Survey {
  readonly files: PathPattern;
  of(path: string, text: string): readonly string[];
}

interface Rule {
  readonly id: string;
  /** One line: from → to. */
  readonly doc: string;
  /** Where it differs from the codemod's. */
  readonly level?: Level;
  /** The only subject of the triggers whose crossing it is for: `chalk`. */
  readonly for?: string;
  /** The version that has to be crossed besides, where the codemod has several boundaries: a default that 6.0 changed, not 7.0. */
  readonly crosses?: string;
}

/**
 * One file in one state. Whatever is derived from the text is made on demand, at most once, and shared by all codemods of a
 * run. Another engine is one more method here and hands back its result in the same form, edits by range; all count as strings
 * do. A file that an engine cannot read throws the reason, which becomes why the file was skipped.
 */
export interface SourceFile {
  /** Relative to the root of the repository, with `/`. */
  readonly path: string;
  /** Without a byte-order mark, line ends as they are. */
  readonly text: string;
  /** JavaScript and TypeScript. */
  babel(): File;
  /** Every node of `babel()`, by type and with its parent. */
  tree(): Tree;
  /** Name → declaration and import, per scope. */
  bindings(): Bindings;
  /** The root of a file in JSON, with comments and trailing commas. */
  json(): JsonNode;
  /** The documents of a file in YAML, usually one, with their source tokens. */
  yaml(): readonly Document.Parsed[];
  dockerfile(): Dockerfile;
  /** Python and Go. The grammar goes on behind a mistake, with a node of the kind `ERROR`. */
  sg(): SgNode;
}

export interface Context {
  /** What the update moves to: `5.1.0`, `24`. Missing when run by hand without a target. */
  readonly target?: string;
  /** Whether a rule is asked for. */
  enabled(rule: string): boolean;
  /** What the survey answered, by path. Empty where a file is all there is: standard input. */
  readonly surveyed: ReadonlyMap<string, readonly string[]>;
}

export interface PackageContext extends Context {
  /** Of the package.json: empty for the root, else with `/` at its end. */
  readonly folder: string;
}

export interface Replaced {
  readonly changes: readonly FileChange[];
  readonly notes: readonly FileNote[];
}

/** Without a text before, the file is new; without one after, it goes. */
export interface FileChange {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly rule: string;
}

/** A note about a file as a whole. */
export interface FileNote extends Omit<Note, 'start'> {
  readonly path: string;
}

/**
 * One replacement in the file. An edit that is not `sure` goes into a commit of its own, to be reviewed; in a package.json, which
 * travels with its lockfile, every edit has to be sure.
 */
export interface Edit {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly text: string;
  readonly rule: string;
  readonly sure: boolean;
}

/** What a person has to look at. The message says what is wrong and what to do, in one sentence without a full stop. */
export interface Note {
  readonly start: number;
  readonly rule: string;
  readonly message: string;
  readonly guide?: string;
}

export type Result =
  | { readonly kind: 'result'; readonly edits: readonly Edit[]; readonly notes: readonly Note[] }
  | { readonly kind: 'skip'; readonly because: string };

/** What a manifest declares, all sections together: name → requirement. */
export interface DeclaredDependencies {
  readonly path: string;
  readonly dependencies: ReadonlyMap<string, string>;
}

export interface ManifestContext {
  readonly target?: string;
  /** The rules that changed something in the files of this package. */
  readonly applied: ReadonlySet<string>;
  /** What the survey answered, by path. */
  readonly surveyed: ReadonlyMap<string, readonly string[]>;
  /** The rules that left something in them to a person. */
  readonly noted: ReadonlySet<string>;
  /** Whether there are files that may concern it and could not be looked into. */
  readonly skipped: boolean;
}

export type ManifestEdit =
  | {
      readonly kind: 'add';
      readonly section: 'dependencies' | 'devDependencies';
      /** A dependency whose section it shares, wherever that is declared. */
      readonly beside?: string;
      readonly name: string;
      readonly requirement: string;
    }
  | { readonly kind: 'drop'; readonly name: string }
  | { readonly kind: 'move'; readonly name: string; readonly to: 'dependencies' | 'devDependencies' };
