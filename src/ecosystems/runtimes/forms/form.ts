import type { RuntimePolicy } from '../../../domain/policy.ts';
import type { Lifecycle, ReleaseLine } from '../../../domain/runtime.ts';
import type { Range } from '../../../domain/text.ts';
import type { HoldReason } from '../../../domain/update.ts';

/**
 * One way in which a runtime's version is written: `v18.19.0`, `>=18`, `node:18-alpine`, `[16, 18]`. A form reads the text of
 * a site and writes it anew; where the text stands is not its business.
 */
export interface Form {
  read(written: string): Naming;
  /** Whether a text speaks of this runtime at all; a form without it is only asked where nothing else can stand. */
  readonly isOurs?: (written: string) => boolean;
  move(written: string, goal: Goal): Move;
}

/** What a text says about the lines in use. */
export type Naming =
  | { readonly kind: 'pins'; readonly lines: readonly string[] }
  /** It is run on all of these, to see that it works: a matrix. */
  | { readonly kind: 'tries'; readonly lines: readonly string[] }
  /** It would do with these and with newer ones: `>=18`. */
  | { readonly kind: 'allows'; readonly lines: readonly string[] }
  /** It goes along with the runtime and does not choose it: `@types/node`. */
  | { readonly kind: 'follows'; readonly lines: readonly string[] }
  /** It moves by itself: `lts/*`. */
  | { readonly kind: 'floating' }
  | { readonly kind: 'unreadable' };

/** Where a runtime goes. */
export interface Goal {
  readonly line: string;
  /** The newest exact version known of it. */
  readonly exact?: string;
  readonly release?: ReleaseLine;
  readonly lifecycle: Lifecycle;
  readonly policy: RuntimePolicy;
  readonly now: Date;
  /** Whether a published package of this repository promises to run on a line, and its promise is held. */
  readonly promised: (line: string) => boolean;
}

/** A piece of a site's text, counted from its start, and what it becomes. */
export interface Patch {
  readonly range: Range;
  readonly text: string;
}

export type Move =
  | { readonly kind: 'moves'; readonly patches: readonly Patch[] }
  /** It names the goal, or what is newer, or nothing that has to move. */
  | { readonly kind: 'stays' }
  | { readonly kind: 'left'; readonly because: HoldReason };

export const stays: Move = { kind: 'stays' };

export function moves(...patches: readonly Patch[]): Move {
  return { kind: 'moves', patches };
}

/** The whole text becomes another. */
export function becomes(written: string, text: string): Move {
  return text === written ? stays : moves({ range: { start: 0, end: written.length }, text });
}

/** `why` is a clause without a full stop. */
export function left(written: string, why: string): Move {
  return { kind: 'left', because: { kind: 'unsupported-form', written, why } };
}

/** The lines a text names, whatever it means by them. */
export function linesOf(naming: Naming): readonly string[] {
  switch (naming.kind) {
    case 'pins':
    case 'tries':
    case 'allows':
    case 'follows':
      return naming.lines;
    case 'floating':
    case 'unreadable':
      return [];
  }
}
