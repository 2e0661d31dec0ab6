import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { adapters } from './adapter.ts';
import { queries } from './queries.ts';
import { rules } from './rules.ts';
import { notFoundErrors, runtimeImports } from './runtime.ts';

export const codemod: Codemod = {
  id: 'prisma-4-to-7',
  title: 'Migrate to Prisma 5, 6 and 7',
  revision: 1,
  level: 'required',
  trigger: ['5.0.0', '6.0.0', '7.0.0'].map((crosses) => ({
    kind: 'dependency' as const,
    ecosystem: 'npm' as const,
    name: '@prisma/client',
    crosses,
  })),
  languages: ['javascript', 'typescript'],
  hints: [['@prisma/client'], ['rejectOnNotFound'], ['risma.$']],
  rules: [
    {
      id: rules.notFound,
      doc: 'findUnique({ rejectOnNotFound: true }) → findUniqueOrThrow()',
      crosses: '5.0.0',
    },
    { id: rules.runtime, doc: "Decimal of '@prisma/client/runtime' → Prisma.Decimal of '@prisma/client'" },
    { id: rules.array, doc: "where: { OR: {…} } → { OR: [{…}] }, in: 'a' → in: ['a']", crosses: '5.0.0' },
    {
      id: rules.error,
      doc: "e instanceof NotFoundError → a known error with the code 'P2025'",
      crosses: '6.0.0',
    },
    { id: rules.removed, doc: '$use, $metrics and beforeExit are told' },
    { id: rules.adapter, doc: 'clients without a driver adapter are told', crosses: '7.0.0' },
  ],
  transform(file, context) {
    const sixOn = context.enabled(rules.error);
    const parts = [
      ...queries(file),
      ...runtimeImports(file, sixOn),
      ...(sixOn ? notFoundErrors(file) : []),
      ...adapters(file),
    ];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};
