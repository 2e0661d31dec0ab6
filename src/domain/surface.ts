/** What a package offers, as its type declarations say: exports by entry point. */
import type { Place } from './text.ts';

export interface Signature {
  readonly kind: 'function' | 'class' | 'value' | 'type' | 'namespace';
  /** The fewest and the most arguments, of a function or a constructor. `most` is missing where there is no limit. */
  readonly least?: number;
  readonly most?: number;
}

/** `.` and subpaths such as `./plugin`, each with its exports by name. Members of namespaces and of declared objects stand below their owner: `z.string`. */
export type Surface = Readonly<Record<string, Readonly<Record<string, Signature>>>>;

export type Declarations =
  | { readonly kind: 'found'; readonly surface: Surface }
  /** The package says nothing of its types, and nobody else does. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreachable'; readonly because: string };

export type SurfaceChange =
  | { readonly kind: 'removed' }
  /** One clause: `takes at least 2 arguments, and took 1`. A call with as many arguments as `fits` allows is right as it was. */
  | { readonly kind: 'changed'; readonly how: string; readonly fits?: Pick<Signature, 'least' | 'most'> };

export interface Difference {
  readonly subpath: string;
  /** Empty where the whole entry point is gone. */
  readonly name: string;
  readonly change: SurfaceChange;
}

export type ExportName = Pick<Difference, 'subpath' | 'name'>;

/** What TypeScript says of code with one version of a package, and did not say with another. */
export type TypeErrors =
  | {
      readonly kind: 'found';
      readonly errors: readonly {
        readonly path: string;
        readonly place: Place;
        /** One sentence without a full stop. */
        readonly says: string;
      }[];
      /** Those of the exports asked about that TypeScript finds in the new version all the same. */
      readonly standing: readonly ExportName[];
    }
  | { readonly kind: 'unknown'; readonly because: string };
