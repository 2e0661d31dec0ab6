import type { Range } from '../../domain/text.ts';
import type { SourceFile } from './file.ts';
import type { Form } from './forms/form.ts';

/** One kind of place in one kind of file where Node's version may stand. */
export interface Row {
  /** What stands in `Site.kind`. No two rows share it. */
  readonly place: string;
  readonly path: RegExp;
  /** A file with none of these words has no such place and is not parsed. Empty for files that are nothing but the place. */
  readonly words: readonly string[];
  readonly find: (file: SourceFile) => readonly Range[];
  readonly form: Form;
  /** In a published package that promises `engines`, the policy for engines decides about this place too. */
  readonly promise?: true;
}
