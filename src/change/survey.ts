import type { Codemod } from './codemod.ts';

/** What a codemod's survey answers of these files, by path. */
export function surveyed(
  { survey }: Codemod,
  files: Iterable<{ readonly path: string; readonly text: string }>,
): ReadonlyMap<string, readonly string[]> {
  const answers = new Map<string, readonly string[]>();
  for (const { path, text } of files) if (survey?.files.test(path)) answers.set(path, survey.of(path, text));
  return answers;
}
