/** What is asked of the thread in which TypeScript runs, and what it answers. */
import type { ExportName, TypeErrors } from '../../domain/surface.ts';

/** The type declarations of one version, by their path in the package. */
export interface TypedPackage {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** By the name of their folder in node_modules. */
export type TypedPackages = ReadonlyMap<string, TypedPackage>;

export interface Question {
  readonly name: string;
  readonly before: TypedPackages;
  readonly after: TypedPackages;
  /** Everything that the declarations of both name is there. */
  readonly isWhole: boolean;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Exports that may be gone. */
  readonly exports: readonly ExportName[];
}

export type Answer = Omit<Extract<TypeErrors, { kind: 'found' }>, 'kind'>;

/** What is wanted of the archive of one version. */
export interface ArchiveQuestion {
  readonly archive: Uint8Array;
  readonly want: 'surface' | 'texts';
}
