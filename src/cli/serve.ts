import type { CommandWorld } from '../cli.ts';
import { status } from './arguments.ts';
import { forgetSecrets, readSettings } from './service-settings.ts';

/** Runs until it is told to stop. */
export async function serve(
  does: { readonly web: boolean; readonly work: boolean },
  { output }: CommandWorld,
): Promise<number> {
  const read = readSettings(process.env);
  if (read.kind === 'wrong') {
    for (const problem of read.problems) output.err(`error ${problem}`);
    return status.usage;
  }
  forgetSecrets(process.env);
  const { startService, untilStopped } = await import('../main.ts');
  await untilStopped(await startService(read.settings, does));
  return status.done;
}
