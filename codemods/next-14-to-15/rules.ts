export const rules = { request: 'request-api', params: 'params', middleware: 'middleware' } as const;

export const guides = {
  fifteen: 'https://nextjs.org/docs/app/guides/upgrading/version-15#async-request-apis-breaking-change',
  sixteen: 'https://nextjs.org/docs/app/guides/upgrading/version-16#middleware-to-proxy',
};
