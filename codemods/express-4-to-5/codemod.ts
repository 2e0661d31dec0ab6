import type { Codemod, Context, Result, SourceFile } from '../../src/change/codemod.ts';
import { acceptsPlural, numberedParams, requestParam, writtenQuery } from './requests.ts';
import { redirectBack, redirectOrder, sendfile, sendNumber, statusAndBody } from './responses.ts';
import { appDel, appParam, rejectedPromises, routePaths } from './routes.ts';
import type { Found, Look } from './rules.ts';
import { dotFolders, mimeTypesDependency, staticMime, staticOptions } from './static.ts';
import { trackExpress } from './tracking.ts';

interface ExpressRule {
  readonly id: string;
  readonly doc: string;
  readonly look: (look: Look) => readonly Found[];
}

const rules: readonly ExpressRule[] = [
  { id: 'app-del', doc: 'app.del() → app.delete()', look: appDel },
  { id: 'route-path', doc: "'*' → '/{*splat}', '/:id?' → '{/:id}'", look: routePaths },
  { id: 'sendfile', doc: 'res.sendfile() → res.sendFile()', look: sendfile },
  {
    id: 'accepts-plural',
    doc: 'req.acceptsCharset() → req.acceptsCharsets(), and Encoding, Language',
    look: acceptsPlural,
  },
  { id: 'redirect-order', doc: 'res.redirect(url, status) → res.redirect(status, url)', look: redirectOrder },
  {
    id: 'redirect-back',
    doc: "res.redirect('back') → res.redirect(req.get('Referrer') || '/')",
    look: redirectBack,
  },
  { id: 'send-status', doc: 'res.send(404) → res.sendStatus(404)', look: sendNumber },
  { id: 'status-and-body', doc: 'res.json(body, 404) → res.status(404).json(body)', look: statusAndBody },
  { id: 'req-param', doc: "req.param('id') → req.params.id, or body and query too", look: requestParam },
  { id: 'static-mime', doc: 'express.static.mime → mime-types', look: staticMime },
  { id: 'static-options', doc: 'hidden → dotfiles, from → root', look: staticOptions },
  { id: 'dot-folders', doc: 'reports express.static, which no longer serves dot folders', look: dotFolders },
  { id: 'app-param', doc: 'reports app.param(fn)', look: appParam },
  { id: 'req-query', doc: 'reports writes to req.query', look: writtenQuery },
  { id: 'req-params-number', doc: 'reports req.params[0]', look: numberedParams },
  {
    id: 'rejected-promise',
    doc: 'reports handlers whose rejections now reach the error handler',
    look: rejectedPromises,
  },
];

export const codemod: Codemod = {
  id: 'express-4-to-5',
  title: 'Migrate to Express 5',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'express', crosses: '5.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [["'express'"], ['"express"'], ['`express`'], ['express-serve-static-core']],
  rules: rules.map(({ id, doc }) => ({ id, doc })),
  transform,
  manifest: mimeTypesDependency,
};

function transform(file: SourceFile, context: Context): Result {
  const express = trackExpress(file);
  if (!express) return { kind: 'result', edits: [], notes: [] };
  const look: Look = { file, express, context };
  const found = rules.filter(({ id }) => context.enabled(id)).flatMap((rule) => rule.look(look));
  return {
    kind: 'result',
    edits: found.flatMap(({ edits }) => edits),
    notes: found.flatMap(({ notes }) => notes),
  };
}
