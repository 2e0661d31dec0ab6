/**
 * Runs the tests and closes with one plain line, `N passed, N failed`, that any program can read.
 * `npm test -- <words>` passes words and options to vitest: `npm test -- codemods -t node-util-is`.
 */
import { parseCLI, startVitest } from 'vitest/node';
import { leftOut } from './adapters/backends.ts';

const { filter, options } = parseCLI(['vitest', ...process.argv.slice(2)]);
const vitest = await startVitest('test', filter, {
  ...options,
  watch: false,
  config: new URL('./vitest.config.ts', import.meta.url).pathname,
});
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const count = (state: string) => tests.filter((test) => test.result().state === state).length;
const broken = vitest.state.getTestModules().filter((module) => module.errors().length > 0).length;
await vitest.close();
if (leftOut.length > 0)
  console.log(`left out, for want of a server: ${leftOut.join(', ')}; .ci/with-servers npm test runs all`);
console.log(`${count('passed')} passed, ${count('failed') + broken} failed`);
if (tests.length === 0 || count('failed') + broken > 0) process.exitCode = 1;
