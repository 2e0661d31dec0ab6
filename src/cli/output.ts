import { styleText } from 'node:util';

/** What a command prints to: `main` hands in the process's own streams, a test two lists. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly colour: boolean;
  /** Columns of the terminal; tables are cut to it. Without a terminal there is no limit. */
  readonly width: number | undefined;
  /** Shows one changing line while something long goes on; nothing when there is no terminal. */
  readonly progress: (text: string) => void;
}

export type Style = Parameters<typeof styleText>[0];

export type Paint = (style: Style, text: string) => string;

export function painter(output: Output): Paint {
  return (style, text) => (output.colour ? styleText(style, text, { validateStream: false }) : text);
}

export function processOutput(): Output {
  const { stdout, stderr } = process;
  // Whoever reads may stop reading (`| head`): then there is nothing left to say.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const live = stderr.isTTY === true;
  let shown = false;
  const clear = () => {
    if (shown) stderr.write('\r\u001b[2K');
    shown = false;
  };
  return {
    out: (text) => {
      clear();
      stdout.write(`${text}\n`);
    },
    err: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    colour: wantsColour(stdout.isTTY === true, process.env),
    width: stdout.isTTY ? stdout.columns : undefined,
    progress: (text) => {
      if (!live) return;
      clear();
      if (text === '') return;
      stderr.write(text.slice(0, (stderr.columns ?? 80) - 1));
      shown = true;
    },
  };
}

/** https://no-color.org and FORCE_COLOR, as other tools read them. */
export function wantsColour(isTerminal: boolean, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return isTerminal && env.TERM !== 'dumb';
}

/** Columns padded to their widest cell, the last one free. Cells may be painted: what counts is what is seen. */
export function table(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, text] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, seen(text));
  }
  return rows
    .map((row) =>
      `${indent}${row.map((text, column) => padded(text, column === row.length - 1 ? 0 : (widths[column] ?? 0))).join('  ')}`.trimEnd(),
    )
    .join('\n');
}

const padded = (text: string, width: number) => text + ' '.repeat(Math.max(0, width - seen(text)));

// Colours are the only sequences we write ourselves; what comes from outside was cleaned by `plain`.
const colourSequence = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const seen = (text: string) => text.replace(colourSequence, '').length;

/** Text from outside, made harmless for a terminal: no control character moves its cursor or changes its title. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}
