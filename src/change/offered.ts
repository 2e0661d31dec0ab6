/** Which files a codemod is offered at all. */
import type { Codemod } from './codemod.ts';
import { languageOf } from './languages.ts';
import type { SelectedCodemod } from './select-codemods.ts';

const largest = 1_000_000;
const longestMeanLine = 500;

/** Folders and names that people do not edit, after https://github.com/github-linguist/linguist (vendor.yml, generated.rb). */
const notEdited = [
  /(?:^|\/)(?:node_modules|bower_components|vendor|_vendor|third[-_]party|dist|\.yarn|\.next|coverage)\//,
  /(?:^|\/)(?:site-packages|\.?venv|\.tox|\.eggs)\//,
  /[.-]min\.[cm]?jsx?$|\.bundle\.js$|\.d\.[cm]?ts$/,
  /_pb2(?:_grpc)?\.pyi?$|\.pb\.go$/,
];
/** https://pkg.go.dev/cmd/go#hdr-Generate_Go_files_by_processing_source for the second. */
const saysGenerated = /@generated\b|^\/\/ Code generated .* DO NOT EDIT\.\r?$/m;

/** Whether a codemod is for files of this path at all. */
export function isOffered({ languages, files }: Codemod, path: string): boolean {
  const language = languageOf(path);
  return language !== undefined && languages.includes(language) && (files === undefined || files.test(path));
}

/** A file whose text matches none of the hints ends here: most do. */
export function isHinted(codemod: Codemod, path: string, text: string): boolean {
  return (
    isOffered(codemod, path) && codemod.hints.some((words) => words.every((word) => text.includes(word)))
  );
}

/** The same, of a codemod that may be meant for some files alone. */
export function isWorth({ codemod, only }: SelectedCodemod, path: string, text: string): boolean {
  return (only === undefined || only.has(path)) && isHinted(codemod, path, text);
}

/** What npm, pnpm, yarn and bun resolve: it moves with its lockfile. */
export const isManifest = (path: string): boolean => /(?:^|\/)package\.json$/.test(path);

/** Why a file that has the words is left alone all the same. */
export function refusal(path: string, text: string): string | undefined {
  if (notEdited.some((pattern) => pattern.test(path))) return 'it is vendored or generated';
  if (text.length > largest) return 'it is larger than 1 MB';
  if (saysGenerated.test(text.slice(0, 1000))) return 'it says that it is generated';
  if (text.length > longestMeanLine && text.length / (text.split('\n').length + 1) > longestMeanLine)
    return 'it is minified';
  return undefined;
}
