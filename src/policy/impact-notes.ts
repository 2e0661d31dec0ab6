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
    of: texts.exactOptional(),
    callback: count.exactOptional(),
    options: texts.exactOptional(),
    least: count.exactOptional(),
    most: count.exactOptional(),
    literals: texts.exactOptional(),
  }),
  z.strictObject({ script: text, has: texts.exactOptional() }),
  z.strictObject({ file: text, has: texts.exactOptional() }),
]);

const document = z
  .strictObject({
    package: text.exactOptional(),
    runtime: text.exactOptional(),
    notes: z
      .array(
        z.strictObject({
          id: z.string().regex(/^[a-z\d-]+$/),
          crosses: z
            .string()
            .regex(/^\d+\.\d+\.\d+$/)
            .exactOptional(),
          does: z.enum(['breaks', 'behaves']),
          says: z.string().regex(/[^.]$/, 'a sentence without a full stop'),
          guide: z.url({ protocol: /^https$/ }),
          where: z.array(where).min(1),
        }),
      )
      .min(1),
  })
  .refine(
    ({ package: name, runtime }) => (name === undefined) !== (runtime === undefined),
    'it is about a package or a runtime, and about one of them',
  );

/** One file of config/impact/. It ships with us, so what is wrong in it is a bug: a test reads every one. */
export function readImpactNotes(file: string, written: string): readonly ImpactNote[] {
  const { root } = parseConfiguration(file, written);
  const { success, data, error } = document.safeParse(root ? toValue(root) : undefined);
  if (!success) throw new Error(`${file}: ${z.prettifyError(error)}`);
  const modules = (of: readonly string[] | undefined): readonly string[] =>
    data.runtime ? (of ?? []).flatMap((name) => [name, `node:${name}`]) : (of ?? [data.package ?? '']);
  return data.notes.map(({ where: places, ...note }) => ({
    ...note,
    where: places.map((place) => whereOf(place, modules)),
  }));
}

function whereOf(
  written: z.infer<typeof where>,
  modules: (of: readonly string[] | undefined) => readonly string[],
): NoteWhere {
  if ('uses' in written) {
    const { of, ...rest } = written;
    return { kind: 'use', modules: modules(of), ...rest };
  }
  if ('script' in written) {
    const { script: command, ...rest } = written;
    return { kind: 'script', command, ...rest };
  }
  const { file: name, ...rest } = written;
  return { kind: 'file', name, ...rest };
}
