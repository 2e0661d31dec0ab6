import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/domain/rollout.ts';
import { brokeSentence, checkSummary, checkTitle } from '../../src/publish/check-words.ts';

describe('the title of a check', () => {
  it('says the verdict in one line', () => {
    expect(checkTitle({ kind: 'pass', evidence: [] })).toBe('Safe to merge now');
    expect(checkTitle({ kind: 'wait', for: 'build', evidence: [] })).toBe('Waits for build');
    expect(checkTitle({ kind: 'stop', because: 'build failed', evidence: [] })).toBe(
      'Needs a person: build failed',
    );
  });

  it('stays one line of a list, however much there is to say', () => {
    expect(checkTitle({ kind: 'stop', because: 'x'.repeat(500), evidence: [] })).toHaveLength(120);
  });
});

describe('the summary of a check', () => {
  const judgement: Judgement = {
    verdict: { kind: 'stop', because: '', evidence: [] },
    annotations: [],
    answers: [
      { id: 'age', label: 'Age', verdict: { kind: 'pass', evidence: [{ saw: 'old enough' }] } },
      {
        id: 'checks',
        label: 'Checks',
        verdict: {
          kind: 'stop',
          because: 'test | lint failed for @ada',
          evidence: [
            { saw: 'test failed', url: 'https://ci.example/1' },
            { saw: 'x', url: 'javascript:alert(1)' },
          ],
        },
      },
    ],
  };

  it('is a table of the gates, and what each of them saw', () => {
    const text = checkSummary(judgement);
    expect(text).toContain('| Age | ✅ pass |');
    expect(text).toContain('- test failed ([see](https://ci.example/1))');
  });

  it('breaks no table, calls nobody and links nowhere strange', () => {
    const text = checkSummary(judgement);
    expect(text).toContain('test \\| lint failed');
    expect(text).not.toMatch(/(?<![\w`\u200b])@ada/);
    expect(text).not.toContain('javascript:');
  });

  it('fits, however much was seen', () => {
    const evidence = Array.from({ length: 5000 }, (_, at) => ({ saw: `${at} ${'x'.repeat(4000)}` }));
    const answers = [{ id: 'age', label: 'Age', verdict: { kind: 'pass' as const, evidence } }];
    expect(checkSummary({ ...judgement, answers }).length).toBeLessThan(65_535);
  });
});

it('a revert says what was green before', () => {
  expect(brokeSentence([{ name: 'build', state: 'failed' }])).toBe(
    'build passed before this was merged and fails with it',
  );
});
