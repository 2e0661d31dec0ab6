import { describe, expect, it } from 'vitest';
import { commandIn, tickedIn, unticked } from '../../src/publish/commands.ts';

describe('a comment', () => {
  it.each([
    ['nothing for us', undefined],
    ['see @springtide-docs rebase', undefined],
    ['> @springtide rebase', undefined],
    ['```\n@springtide rebase\n```', undefined],
    ['like `@springtide rebase`', undefined],
    ['please\n@springtide rebase', { kind: 'rebase' }],
    ['@springtide[bot] Recreate', { kind: 'recreate' }],
    ['@SpringTide explain please', { kind: 'explain' }],
    ['@springtide snooze 2w', { kind: 'snooze', span: '2w' }],
    ['@springtide snooze', { kind: 'snooze', span: '30d' }],
    [
      '@springtide ignore major reason:"after the audit"',
      { kind: 'ignore', what: 'major', reason: 'after the audit' },
    ],
    ['@springtide ignore', { kind: 'ignore', what: 'everything' }],
    ['@springtide hold reason: not today', { kind: 'hold', reason: 'not today' }],
    ['@springtide dance', { kind: 'unknown', written: 'dance' }],
  ])('%j', (body, command) => {
    expect(commandIn(body, 'springtide')).toEqual(command);
  });
});

describe('a body with boxes', () => {
  const body =
    '- [x] <!-- springtide-rebase -->Rebase\n- [ ] <!-- springtide-recreate -->Recreate\n- [x] mine\n- [X] <!-- springtide-open:npm/left-2.x --> left';

  it('says which of ours are ticked', () => {
    expect(tickedIn(body)).toEqual(['rebase', 'open:npm/left-2.x']);
  });

  it('is the same with ours taken back, and nobody else’s', () => {
    expect(tickedIn(unticked(body))).toEqual([]);
    expect(unticked(body)).toContain('- [x] mine');
  });
});
