import type { SourceFile } from '../../src/change/codemod.ts';
import { noted, type Part, propertyName } from '../../src/change/syntax.ts';
import { guides, rules } from './rules.ts';

/** A client of 7 has no engine of its own. */
export function adapters(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses('@prisma/client')
    .flatMap(({ node, path }) => {
      const parent = file.tree().parent(node);
      if (path.join('.') !== 'PrismaClient' || parent?.type !== 'NewExpression' || parent.callee !== node)
        return [];
      const [given] = parent.arguments;
      if (given && given.type !== 'ObjectExpression') return [];
      const names = (given?.properties ?? []).map((one) =>
        one.type === 'SpreadElement' ? 'adapter' : propertyName(one),
      );
      if (names.includes('adapter') || names.includes('accelerateUrl')) return [];
      return [
        noted(
          rules.adapter,
          parent,
          'a client of Prisma 7 is given a driver adapter or accelerateUrl, and no datasources; add the package for your database',
          guides.seven,
        ),
      ];
    });
}
