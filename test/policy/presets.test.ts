import { expect, it } from 'vitest';
import { configurationFiles } from '../../src/policy/paths.ts';
import { presetOf } from '../../src/policy/presets.ts';

it.each<[string, object]>([
  ['nonsense', { kind: 'unknown' }],
  ['local>acme', { kind: 'unknown' }],
  ['local>acme/presets:a b', { kind: 'unknown' }],
  ['gitlab>acme/presets', { kind: 'unknown' }],
  [':pinVersions', { kind: 'built-in', file: 'pinVersions.yml' }],
  ['springtide:quiet', { kind: 'built-in', file: 'quiet.yml' }],
  ['schedule:weekly', { kind: 'built-in', file: 'schedule-weekly.yml' }],
  ['local>acme/presets', { kind: 'remote', repository: 'acme/presets', preset: 'default' }],
  ['github>acme/presets:strict', { kind: 'remote', repository: 'acme/presets', preset: 'strict' }],
  ['local>acme/presets:strict#v1.2', { kind: 'remote', preset: 'strict', ref: 'v1.2' }],
  ['local>acme/presets//teams/web#main', { kind: 'remote', preset: 'teams/web', ref: 'main' }],
  ['local>acme/presets#v1', { kind: 'remote', preset: 'default', ref: 'v1' }],
])('%s names a preset', (name, expected) => {
  expect(presetOf(name)).toMatchObject(expected);
});

it('a preset is a file with any ending, or the file that is named', () => {
  expect(configurationFiles('teams/web')).toEqual([
    'teams/web.yml',
    'teams/web.yaml',
    'teams/web.json',
    'teams/web.json5',
  ]);
  expect(configurationFiles('web.json')).toEqual(['web.json']);
  expect(configurationFiles('default')).toContain('springtide.yml');
});
