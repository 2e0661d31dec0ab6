import { expect, it } from 'vitest';
import { runtimeStatus } from '../../src/scan/lifecycle.ts';
import { lifecycle, nodeIn, today } from '../ecosystems/runtimes/world.ts';

const known = new Map([['node', lifecycle]]);

it('a runtime of an unknown kind, or without a line, has no status', () => {
  const node = nodeIn({ '.nvmrc': '18\n' });
  expect(runtimeStatus(node, '18', new Map(), today)).toBeUndefined();
  expect(runtimeStatus(node, undefined, known, today)).toBeUndefined();
  expect(runtimeStatus({ ...node, ecosystem: 'npm' }, '18', known, today)).toBeUndefined();
});

it('a line past its end of life says since when', () => {
  expect(runtimeStatus(nodeIn({ '.nvmrc': '18\n' }), '18', known, today)).toMatchObject({
    label: 'Node.js',
    status: 'end-of-life',
    endOfLife: '2025-04-30',
    daysLeft: -573,
  });
});

it('a line that nobody knows is unknown, without dates', () => {
  const status = runtimeStatus(nodeIn({ '.nvmrc': '99\n' }), '99', known, today);
  expect(status).toMatchObject({ status: 'unknown' });
  expect(status).not.toHaveProperty('endOfLife');
});
