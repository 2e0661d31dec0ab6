import { z } from 'zod';
import type { ImpactNote, NoteWhere } from '../domain/note.ts';
import { parseConfiguration } from './parse.ts';
import { toValue } from './tree.ts';

const text = z.string().min(1);
const texts = z.array(text).min(1);
const count = z.int().min(0);

const where = z.union([
  z.strictObject({
    uses: texts,
    of: texts.optional(),
    callback: count.optional(),
    options: texts.optional(),
    least: count.optional(),
    most: count.optional(),
    literals: texts.optional(),
  }),
  z.strictObject({ script: text, has: texts.optional() }),
  z.strictObject({ file: text, has: texts.optional() }),
]);

const document = z.strictObject({
  /** Exactly one of the two. */
  package: text.optional(),
  runtime: text.optional(),
  notes: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z\d-]+$/),
        crosses: z
          .string()
          .regex(/^\d+\.\d+\.\d+$/)
          .optional(),
        does: z.enum(['breaks', 'behaves']),
        says: z.string().regex(/[^.]$/, 'a sentence without a full stop'),
        guide: z.url({ protocol: /^https$/ }),
        where: z.array(where).min(1),
      }),
    )
    .min(1),
});

/** One file of config/impact/. It ships with us, so what is wrong in it is a bug: a test reads every one. */
export function readImpactNotes(file: string, written: string): readonly ImpactNote[] {
  const { root } = parseConfiguration(file, written);
  const { success, data, error } = document.safeParse(root ? toValue(root) : undefined);
  if (!success) throw new Error(`${file}: ${z.prettifyError(error)}`);
  const modules = (of: readonly string[] | undefined): readonly string[] =>
    data.runtime ? (of ?? []).flatMap((name) => [name, `node:${name}`]) : (of ?? [data.package ?? '']);
  return data.notes.map(({ crosses, where: places, ...note }) => ({
    ...note,
    ...(crosses ? { crosses } : {}),
    where: places.map((place) => whereOf(place, modules)),
  }));
}

function whereOf(
  written: z.infer<typeof where>,
  modules: (of: readonly string[] | undefined) => readonly string[],
): NoteWhere {
  if ('uses' in written) {
    const { of, ...rest } = written;
    return { kind: 'use', modules: modules(of), ...given(rest) };
  }
  if ('script' in written) return { kind: 'script', command: written.script, ...given({ has: written.has }) };
  return { kind: 'file', name: written.file, ...given({ has: written.has }) };
}

/** Without the keys that nobody wrote. */
function given<T extends object>(
  value: T,
): { [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
} {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as never;
}
