/**
 * Runs the tests and closes with one plain line, `N passed, N failed`, that any program can read.
 * `npm test -- <words>` passes the words to vitest.
 */
import { startVitest } from 'vitest/node';

const vitest = await startVitest('test', process.argv.slice(2), {
  watch: false,
  config: new URL('./vitest.config.ts', import.meta.url).pathname,
});
const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
const count = (state: string) => tests.filter((test) => test.result().state === state).length;
const broken = vitest.state.getTestModules().filter((module) => module.errors().length > 0).length;
await vitest.close();
console.log(`${count('passed')} passed, ${count('failed') + broken} failed`);
if (tests.length === 0 || count('failed') + broken > 0) process.exitCode = 1;
