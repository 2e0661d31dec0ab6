import { Command, Option } from 'commander';
import { Failure, status, statusOf, UsageError } from './cli/arguments.ts';
import { type Output, painter, plain, processOutput } from './cli/output.ts';

/** Runs one command line and gives its exit status. What is heavy is loaded by the command that needs it. */
export async function main(args: readonly string[], output: Output = processOutput()): Promise<number> {
  const paint = painter(output);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  let result: number = status.done;
  const program = commandLine(output, stop.signal, (code) => {
    result = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return result;
  } catch (error) {
    if (stop.signal.aborted) return 130;
    if (error instanceof Error && error.name !== 'CommanderError') {
      const known = error instanceof UsageError || error instanceof Failure;
      output.err(`${paint('red', 'error')} ${plain(known ? error.message : (error.stack ?? error.message))}`);
    }
    return statusOf(error);
  } finally {
    output.progress('');
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

type Options = Record<string, unknown>;

function commandLine(output: Output, signal: AbortSignal, finish: (status: number) => void): Command {
  const program = new Command('springtide')
    .description(
      'Keeps a repository on supported dependencies and runtimes: the bump, the lockfile and the code.',
    )
    .configureOutput({
      writeOut: (text) => output.out(text.trimEnd()),
      writeErr: (text) => output.err(text.trimEnd()),
    })
    .exitOverride()
    .showHelpAfterError('Try springtide --help')
    .helpCommand(false);

  const world = { output, signal };
  const shared = (command: Command) =>
    command
      .option('--json', 'print one JSON document for machines (docs/json.md)')
      .option('--no-cache', 'ask the registries again, whatever is kept')
      .option('--offline', 'use only what is kept')
      .addOption(new Option('--now <date>', 'decide as if it were this day').hideHelp());

  shared(program.command('plan [dir]', { isDefault: true }))
    .summary('what would be upgraded, pull request by pull request, and what is held and why')
    .description(
      'Shows what would be upgraded, pull request by pull request, and what is held and why. Changes nothing.',
    )
    .addHelpText('after', '\nExample:\n  springtide plan ../service --json > plan.json')
    .action(async (dir: string | undefined, options: Options) => {
      finish(await (await import('./cli/plan.ts')).plan(dir, options, world));
    });

  shared(program.command('scan [dir]'))
    .summary('what is used: every dependency and runtime, its requirement and locked version')
    .description(
      'Lists every dependency and runtime with its manifest, requirement and locked version. Asks no registry.',
    )
    .option('--fail-on <list>', 'exit with 3 when there is one: eol, vulnerable, major')
    .addHelpText('after', '\nExample:\n  springtide scan --fail-on eol,major')
    .action(async (dir: string | undefined, options: Options) => {
      finish(await (await import('./cli/scan.ts')).scan(dir, options, world));
    });

  shared(program.command('why <package> [dir]'))
    .summary('every rule, limit, age, peer, engine or exception that decides about one package')
    .description('Tells where a package stands, what it moves to or why it stays, and which rules decided.')
    .addHelpText('after', '\nExample:\n  springtide why lodash')
    .action(async (name: string, dir: string | undefined, options: Options) => {
      finish(await (await import('./cli/why.ts')).why(name, dir, options, world));
    });

  shared(program.command('upgrade [dir] [names...]'))
    .summary('make the changes: one local git branch a pull request')
    .description(
      'Makes the changes: the bump, the lockfile and the code. By default one local git branch a pull request, beside your working tree; nothing is pushed.',
    )
    .option('--in-place', 'write into the working tree instead')
    .option('--patch', 'print one patch instead')
    .option('--plan <file>', 'apply a plan that `springtide plan --json` printed')
    .option('--pr-text', 'print the text of each pull request')
    .option(
      '--allow-codemods-from <pattern...>',
      'run codemods of these packages too, where the configuration names them',
    )
    .addHelpText('after', '\nExamples:\n  springtide upgrade\n  springtide upgrade . express --in-place')
    .action(async (dir: string | undefined, names: string[], options: Options) => {
      finish(await (await import('./cli/upgrade.ts')).upgrade(dir, names, options, world));
    });

  for (const [name, does, summary] of [
    ['serve', { web: true, work: true }, 'the GitHub App: webhooks, and the work they ask for'],
    ['worker', { web: false, work: true }, 'more hands for the GitHub App'],
  ] as const) {
    program
      .command(name)
      .summary(summary)
      .description(`Runs ${summary}. Reads its settings from the environment (docs/operate.md).`)
      .addHelpText(
        'after',
        `\nExample:\n  APP_ID=1 PRIVATE_KEY_PATH=app.pem WEBHOOK_SECRET=… springtide ${name}`,
      )
      .action(async () => {
        finish(await (await import('./cli/serve.ts')).serve(does, world));
      });
  }

  const codemod = program.command('codemod').description('Lists codemods, or runs one by hand.');
  codemod
    .command('list')
    .description('Lists every codemod: what it crosses, its level, its rules.')
    .option('--json', 'print one JSON document for machines')
    .addHelpText('after', '\nExample:\n  springtide codemod list')
    .action(async (options: Options) => {
      finish(await (await import('./cli/codemod.ts')).listCodemods(options, world));
    });
  codemod
    .command('run <id> <paths...>')
    .description(
      'Runs one codemod over files and folders, in place: one of the catalogue, or one that is in a folder. `-` reads standard input and prints the result.',
    )
    .option('--dry', 'print a patch and change nothing')
    .option('--rule <id...>', 'only these rules')
    .option('--target <version>', 'the version that is moved to')
    .addHelpText(
      'after',
      '\nExamples:\n  springtide codemod run express-4-to-5 src --dry\n  springtide codemod run ./codemods/tide src',
    )
    .action(async (id: string, paths: string[], options: Options) => {
      finish(await (await import('./cli/codemod-run.ts')).runCodemod(id, paths, options, world));
    });

  codemod
    .command('test [dir]')
    .description('Holds codemods of your own, in codemods/, to their cases in fixtures/codemods/.')
    .addHelpText('after', '\nExample:\n  springtide codemod test')
    .action(async (dir: string | undefined) => {
      finish(await (await import('./cli/codemod-test.ts')).testCodemods(dir, world));
    });

  codemod
    .command('new <id>')
    .description('Writes a new codemod with its cases, to be changed from there.')
    .option('--package <name>', 'the package it is about')
    .option('--crosses <version>', 'the version whose crossing makes it worth running')
    .addHelpText('after', '\nExample:\n  springtide codemod new left-pad-1-to-2')
    .action(async (id: string, options: Options) => {
      finish((await import('./cli/codemod-new.ts')).newCodemod(id, options, world));
    });

  const config = program.command('config').description('Checks, shows or imports configuration.');
  config
    .command('check [dir]')
    .description('Validates the configuration, with file and line for everything that is wrong.')
    .option('--organisation', 'it is the repository that speaks for an organisation (known by its name)')
    .option('--json', 'print one JSON document for machines')
    .addHelpText('after', '\nExample:\n  springtide config check')
    .action(async (dir: string | undefined, options: Options) => {
      finish(await (await import('./cli/config.ts')).checkConfig(dir, options, world));
    });
  config
    .command('show [dir]')
    .description('Shows the merged configuration with the origin of each key.')
    .option('--json', 'print one JSON document for machines')
    .addHelpText('after', '\nExample:\n  springtide config show')
    .action(async (dir: string | undefined, options: Options) => {
      finish(await (await import('./cli/config.ts')).showConfig(dir, options, world));
    });
  config
    .command('import [file]')
    .description(
      'Turns a renovate.json or dependabot.yml into a springtide.yml, and lists what could not be carried over.',
    )
    .option('--write', 'write .github/springtide.yml instead of printing it')
    .addHelpText('after', '\nExample:\n  springtide config import renovate.json --write')
    .action(async (file: string | undefined, options: Options) => {
      finish(await (await import('./cli/config.ts')).importConfig(file, options, world));
    });
  return program;
}

/** What every command is handed beside its own arguments. */
export interface CommandWorld {
  readonly output: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
