/** One file before and after. `before` is missing for a new file, `after` for one that goes. */
export interface FileEdit {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}
