/** Where a repository has what a curated note is about. */
import picomatch from 'picomatch';
import type { ImpactNote, NoteWhere } from '../domain/note.ts';
import { type Place, placeOf, type TextFile } from '../domain/text.ts';
import type { SourceFile } from './codemod.ts';
import { languageOf } from './languages.ts';
import { nodesOf } from './note-uses.ts';
import { isManifest, refusal } from './offered.ts';
import { sourceFile } from './source-file.ts';
import { spot } from './tree.ts';

export interface NotedPlace {
  readonly note: ImpactNote;
  readonly path: string;
  readonly place: Place;
}

/** Whether a file of this name can have what some note is about; its text decides then. */
export function mayBeNoted(notes: readonly ImpactNote[]): (path: string) => boolean {
  const all = notes.flatMap(({ where }) => where);
  return (path) => all.some((where) => isAbout(where, path));
}

function isAbout(where: NoteWhere, path: string): boolean {
  switch (where.kind) {
    case 'use':
      return isCode(path);
    case 'script':
      return isManifest(path);
    case 'file':
      return isNamed(path, where.name);
  }
}

/** The first place of each note in each file. */
export function notedPlaces(notes: readonly ImpactNote[], files: readonly TextFile[]): readonly NotedPlace[] {
  return files.flatMap(({ path, text }) => {
    const starts = startsIn(path, text);
    return notes.flatMap((note) => {
      const first = Math.min(...note.where.flatMap(starts));
      return Number.isFinite(first) ? [{ note, path, place: placeOf(text, first) }] : [];
    });
  });
}

function startsIn(path: string, text: string): (where: NoteWhere) => readonly number[] {
  let parsed: SourceFile | undefined;
  return (where) => {
    if (!isAbout(where, path)) return [];
    switch (where.kind) {
      case 'use':
        if (!where.modules.some((name) => text.includes(name)) || refusal(path, text)) return [];
        parsed ??= sourceFile(path, text);
        return usesIn(parsed, where);
      case 'script':
        return scriptsIn(text, where);
      case 'file':
        return wordsIn(text, where.has);
    }
  };
}

/** A file that cannot be read says nothing here; whoever changes it says so. */
function usesIn(file: SourceFile, where: Extract<NoteWhere, { kind: 'use' }>): readonly number[] {
  try {
    return nodesOf(where, file.bindings(), file.tree()).map((node) => spot(node).start);
  } catch {
    return [];
  }
}

function scriptsIn(
  text: string,
  { command, has }: Extract<NoteWhere, { kind: 'script' }>,
): readonly number[] {
  const scripts = Object.entries(scriptsOf(text)).filter(([, script]) => {
    const words = typeof script === 'string' ? script.split(/[\s;&|()]+/) : [];
    return (
      words.includes(command) && (has === undefined || has.some((word) => String(script).includes(word)))
    );
  });
  const from = Math.max(0, text.indexOf('"scripts"'));
  return scripts.map(([name]) => Math.max(from, text.indexOf(`${JSON.stringify(name)}:`, from)));
}

function scriptsOf(text: string): object {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: unknown };
    return typeof scripts === 'object' && scripts !== null ? scripts : {};
  } catch {
    return {};
  }
}

function wordsIn(text: string, words: readonly string[] | undefined): readonly number[] {
  return words ? words.map((word) => text.indexOf(word)).filter((at) => at !== -1) : [0];
}

const isNamed = (path: string, name: string) => picomatch.isMatch(path, name, { basename: true, dot: true });

function isCode(path: string): boolean {
  const language = languageOf(path);
  return language === 'javascript' || language === 'typescript';
}
