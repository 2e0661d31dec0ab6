/** What the declarations of a package cannot tell of a new version: curated, from the package's own guides. */

export interface ImpactNote {
  readonly id: string;
  /** The version from which it holds. Without one it holds for every version, and no update is a reason to say it. */
  readonly crosses?: string;
  /** `breaks`: what stands there has to change. `behaves`: it goes on working, and does something else. */
  readonly does: 'breaks' | 'behaves';
  /** One sentence without a full stop. */
  readonly says: string;
  /** Where the package says so itself. */
  readonly guide: string;
  readonly where: readonly NoteWhere[];
}

/** Only a repository in which one of these is found is told. */
export type NoteWhere =
  | {
      readonly kind: 'use';
      readonly modules: readonly string[];
      /**
       * `*` the module at all; `default` the whole of it; `a.b` an export; `a()` a call of it, or a construction; `a().b` a member of
       * what comes of it; `..b()` a member of whatever comes of calls of the module, however long the chain.
       */
      readonly uses: readonly string[];
      /** The last argument is a function with at least so many parameters. */
      readonly callback?: number;
      /** An argument is an object that has one of these properties. */
      readonly options?: readonly string[];
      /** How many arguments the call has. */
      readonly least?: number;
      readonly most?: number;
      /** One of these texts is written in the call. */
      readonly literals?: readonly string[];
    }
  /** A command in the scripts of a package.json, with one of these words. */
  | { readonly kind: 'script'; readonly command: string; readonly has?: readonly string[] }
  /** A file with this name, with one of these words. */
  | { readonly kind: 'file'; readonly name: string; readonly has?: readonly string[] };
