export const rules = {
  notFound: 'reject-on-not-found',
  runtime: 'runtime-imports',
  array: 'array-shortcut',
  error: 'not-found-error',
  removed: 'removed',
  adapter: 'adapter',
} as const;

export const guides = {
  five: 'https://www.prisma.io/docs/guides/upgrade-prisma-orm/v5',
  six: 'https://www.prisma.io/docs/guides/upgrade-prisma-orm/v6',
  seven: 'https://www.prisma.io/docs/guides/upgrade-prisma-orm/v7',
};
