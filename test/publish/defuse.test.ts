import { describe, expect, it } from 'vitest';
import { defuse } from '../../src/publish/defuse.ts';

const gap = '\u200b';

describe('text from elsewhere', () => {
  it.each([
    ['plain words', 'plain words'],
    ['mail me@example.org', 'mail me@example.org'],
    ['`@babel/core` in code', '`@babel/core` in code'],
    ['# Heading', '# Heading'],
    ['https://github.com/expressjs/express', 'https://github.com/expressjs/express'],
  ])('%j stays as it is', (text, expected) => {
    expect(defuse(text)).toBe(expected);
  });

  it.each([
    ['thanks @octocat', `thanks @${gap}octocat`],
    ['@octocat', `@${gap}octocat`],
    ['fixes #12', `fixes #${gap}12`],
    ['closes owner/repo#7', `closes owner/repo#${gap}7`],
    ['GH-33', `GH-${gap}33`],
    ['https://github.com/a/b/issues/1', 'https://redirect.github.com/a/b/issues/1'],
    ['https://www.github.com/a/b/pull/1', 'https://redirect.github.com/a/b/pull/1'],
    ['</details> out', '&lt;/details> out'],
    ['<!-- springtide {} -->', '&lt;!-- springtide {} -->'],
    ['<img src=x>', '&lt;img src=x>'],
  ])('%j is harmless', (text, expected) => {
    expect(defuse(text)).toBe(expected);
  });
});
