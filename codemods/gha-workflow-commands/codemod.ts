import type { Codemod, Context, Edit, Note, Result, SourceFile } from '../../src/change/codemod.ts';
import { wordsAt } from './shell-words.ts';
import { type Script, scriptsIn } from './steps.ts';

/** https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#environment-files */
const files = {
  'set-output': 'GITHUB_OUTPUT',
  'save-state': 'GITHUB_STATE',
  'set-env': 'GITHUB_ENV',
  'add-path': 'GITHUB_PATH',
} as const;
type Command = keyof typeof files;
const guide =
  'https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/';

export const codemod: Codemod = {
  id: 'gha-workflow-commands',
  title: 'Write outputs and environment of steps to files',
  revision: 1,
  level: 'required',
  trigger: { kind: 'tool', name: 'github-actions' },
  languages: ['yaml'],
  files: /(?:^|\/)(?:\.github\/workflows|workflow-templates)\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/,
  hints: Object.keys(files).map((command) => [`::${command}`]),
  rules: Object.entries(files).map(([command, file]) => ({
    id: command,
    doc: `echo "::${command}${command === 'add-path' ? '' : ' name=N'}::V" → echo "${command === 'add-path' ? '' : 'N='}V" >> "$${file}"`,
  })),
  transform,
};

type Part = { readonly edits: readonly Edit[]; readonly notes: readonly Note[] };

function transform(file: SourceFile, context: Context): Result {
  const parts = scriptsIn(file).flatMap((script) => partsOf(file, script, context));
  return {
    kind: 'result',
    edits: parts.flatMap(({ edits }) => edits),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

function partsOf(file: SourceFile, script: Script, context: Context): readonly Part[] {
  const text = file.text.slice(script.start, script.end);
  // What is escaped for the old command has to be meant otherwise in a file.
  const isEscaped = /%(?:0A|0D|25)/i.test(text);
  const documents = heredocs(text);
  return [...text.matchAll(/(?<![\w:])::(set-output|save-state|set-env|add-path)(?![\w-])/g)].flatMap(
    (match) => {
      const command = match[1] as Command;
      if (!context.enabled(command) || isComment(text, match.index)) return [];
      const note = noted(command, script.start + match.index);
      const isText = documents.some(({ start, end }) => match.index >= start && match.index < end);
      if (isText || isEscaped || !script.isLiteral) return [note];
      const edits = written(text, match.index, command, script);
      return edits ? [{ edits, notes: [] }] : [note];
    },
  );
}

function noted(command: Command, start: number): Part {
  const message = `::${command} is gone; write to the file that $${files[command]} names`;
  return { edits: [], notes: [{ start, rule: command, message, guide }] };
}

function isComment(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
  return /^\s*#/.test(line);
}

/** `<<EOF` and all up to the line that says `EOF`. */
function heredocs(text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/<<-?\s*(['"]?)([\w.]+)\1/g)].map(({ index, 2: word = '' }) => {
    const close = new RegExp(`^[ \\t]*${word}[ \\t]*\\r?$`, 'm').exec(text.slice(index + 1));
    return { start: index, end: close ? index + 1 + close.index : text.length };
  });
}

/** Where a command of its own begins: nothing before it on its line, or the end of another. */
const begins = /(?:^|[\n;&|{(!]|\b(?:then|else|do)\b)[ \t]*$/;
const captures = /(?:\$\(|`|[^|]\||<\()[ \t]*$/;
const prefix =
  /^(["']?)::(?:(add-path)::|(?:set-output|save-state|set-env)[ \t]+name=((?:\$\{\{.*?\}\}|[^:\s"'`])+)::)/;

function written(text: string, at: number, command: Command, { start, shell }: Script): Edit[] | undefined {
  const program =
    shell.kind === 'posix' || shell.kind === 'unknown'
      ? /echo[ \t]+["']?$/
      : /(?:echo|write-output|write-host)[ \t]+["']?$/i;
  const before = text.slice(0, at);
  const called = program.exec(before);
  if (!called || shell.kind === 'other') return undefined;
  const place = before.slice(0, called.index);
  if (!begins.test(place) || captures.test(place)) return undefined;

  const quote = /["']$/.exec(called[0])?.[0] ?? '';
  const said = prefix.exec(text.slice(at - quote.length));
  const mark = shell.kind === 'pwsh' || shell.kind === 'powershell' ? '`' : '\\';
  const words = wordsAt(text, at - quote.length, mark);
  if (!said || !words) return undefined;
  const name = said[3] === undefined ? '' : `${said[3]}=`;
  const end = at - quote.length + said[0].length;
  const change = (from: number, to: number, becomes: string): Edit => ({
    start: start + from,
    end: start + to,
    text: becomes,
    rule: command,
    sure: shell.kind !== 'unknown',
  });
  const host = /write-host/i.exec(called[0]);
  return [
    ...(host ? [change(called.index, called.index + host[0].length, 'Write-Output')] : []),
    change(at, end, name),
    change(words.end, words.end, redirection(command, shell.kind)),
  ];
}

/** Windows PowerShell writes UTF-16 with `>>`, which the runner does not read. */
function redirection(command: Command, shell: Script['shell']['kind']): string {
  const file = files[command];
  if (shell === 'powershell') return ` | Out-File -FilePath $env:${file} -Encoding utf8 -Append`;
  return shell === 'pwsh' ? ` >> $env:${file}` : ` >> "$${file}"`;
}
