/** A package that another one has taken the place of, as `config/replacements.yml` says. */
export interface Replacement {
  /** Names in the npm registry. */
  readonly from: string;
  readonly to: string;
  /** The versions of the old package from which the step is small; those before move up within it first. All, when missing. */
  readonly replaces?: string;
  /** The range of the new package's versions that carries on where the old one stopped. */
  readonly versions: string;
  /** One sentence without a full stop. */
  readonly why: string;
  /** Where that is said: the page a reviewer opens. */
  readonly source: string;
}
