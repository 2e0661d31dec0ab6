import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { errorProperties } from './errors.ts';
import { factories } from './factories.ts';
import { goneExports } from './gone.ts';
import { messages } from './messages.ts';
import { methods } from './methods.ts';
import { schemasOf } from './schemas.ts';

export const codemod: Codemod = {
  id: 'zod-3-to-4',
  title: 'Migrate to zod 4',
  revision: 3,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'zod', crosses: '4.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [["'zod'"], ['"zod"'], ['safeParse', '.error', 'rrors']],
  rules: [
    { id: 'messages', doc: "{ required_error: 'R', invalid_type_error: 'I' } → { error: (issue) => … }" },
    { id: 'error-map', doc: 'errorMap: () => ({ message }) → error: () => ({ message })' },
    { id: 'refine', doc: 'refine(f, (v) => ({ message: m })) → refine(f, { error: ({ input: v }) => m })' },
    { id: 'ip', doc: "z.string().ip({ version: 'v4' }) → z.ipv4(), and cidr likewise" },
    { id: 'optional-factory', doc: 'z.ostring() → z.string().optional(), onumber and oboolean likewise' },
    { id: 'function', doc: 'z.function().args(a).returns(r) → z.function({ input: [a], output: r })' },
    { id: 'create', doc: 'ZodString.create() → z.string()' },
    { id: 'enum', doc: 'schema.Enum and schema.Values → schema.enum' },
    { id: 'nonstrict', doc: 'nonstrict() → passthrough()' },
    { id: 'errors', doc: 'error.errors → error.issues' },
    { id: 'form-errors', doc: 'error.formErrors → z.flattenError(error)' },
    {
      id: 'removed',
      doc: 'deepPartial, innerType, exports that are gone and defaults behind transforms are told',
    },
  ],
  transform(file, context) {
    const schemas = schemasOf(file);
    const parts = [
      ...messages(file, schemas),
      ...methods(file, schemas),
      ...factories(file, schemas),
      ...errorProperties(file, schemas),
      ...goneExports(file, schemas),
    ];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};
