/**
 * The process in which codemods of others run. It is started with Node's permission model, an empty environment and a limit on its
 * heap; here it is closed from within before the first of their lines is read. Their modules live in memory and may import each
 * other and `springtide/codemod`, nothing else, so there is no way to a file, a socket or another program; the globals are those
 * of the language and a few without power. It reads a question, answers and reads the next, and never waits for anything.
 */
import { readSync, writeSync } from 'node:fs';
import { exit } from 'node:process';
import type { Codemod, Context } from '../../../change/codemod.ts';
import type { Question } from '../../../change/elsewhere.ts';
import { sourceFile } from '../../../change/source-file.ts';
import { closeGlobals } from './close-globals.ts';
import { addressOf, closeModules } from './close-modules.ts';
import { frame, headBytes } from './frames.ts';

const clock = new Int32Array(new SharedArrayBuffer(4));
const files = new Map(receive() as readonly (readonly [string, string])[]);
await closeModules(files);
closeGlobals();

const codemods = new Map<string, Codemod>();
const broken: { path: string; because: string }[] = [];
for (const path of files.keys()) {
  if (!/^(?:codemods\/)?(?:[\w.-]+\/)?codemod\.m?[jt]s$/.test(path)) continue;
  try {
    const { codemod }: { codemod: Codemod } = await import(addressOf(path));
    if (codemods.has(codemod.id)) throw new Error(`there are two called ${codemod.id}`);
    codemods.set(codemod.id, codemod);
  } catch (error) {
    broken.push({ path, because: messageOf(error) });
  }
}
send({ codemods: [...codemods.values()].map(described), broken });

for (;;) {
  const question = receive() as Question;
  try {
    send({ kind: question.kind, value: answerTo(question) });
  } catch (error) {
    send({ kind: 'failed', because: messageOf(error) });
  }
}

function described({ survey, files: pattern, ...codemod }: Codemod): object {
  const parts = (one: unknown) => (one instanceof RegExp ? { source: one.source, flags: one.flags } : one);
  return {
    ...codemod,
    ...(pattern && { files: parts(pattern) }),
    ...(survey && { survey: parts(survey.files) }),
    answers: (['replaceFiles', 'manifest'] as const).filter((name) => typeof codemod[name] === 'function'),
  };
}

function answerTo(question: Question): unknown {
  const codemod = codemods.get(question.codemod);
  if (!codemod) throw new Error(`there is no ${question.codemod}`);
  switch (question.kind) {
    case 'survey':
      return codemod.survey?.of(question.path, question.text);
    case 'transform':
      return codemod.transform(sourceFile(question.path, question.text), contextOf(question.context));
    case 'replaceFiles':
      return codemod.replaceFiles?.({ folder: question.folder, ...contextOf(question.context) });
    case 'manifest': {
      const { path, dependencies, context } = question;
      const { applied, noted, surveyed, ...rest } = context;
      return codemod.manifest?.(
        { path, dependencies: new Map(dependencies) },
        { ...rest, applied: new Set(applied), noted: new Set(noted), surveyed: new Map(surveyed) },
      );
    }
  }
}

function contextOf({
  rules,
  surveyed,
  ...rest
}: Extract<Question, { kind: 'transform' }>['context']): Context {
  const asked = new Set(rules);
  return { ...rest, enabled: (rule) => asked.has(rule), surveyed: new Map(surveyed) };
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, 300);
  } catch {
    return 'it threw what has no words';
  }
}

/** Who asks is gone when nothing comes any more. */
function receive(): unknown {
  const length = Buffer.from(read(headBytes)).readUInt32BE();
  return JSON.parse(Buffer.from(read(length)).toString('utf8'));
}

function read(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; ) {
    const count = patiently(() => readSync(0, bytes, at, length - at, null));
    if (count === 0) exit();
    at += count;
  }
  return bytes;
}

function send(message: unknown): void {
  const bytes = frame(message);
  for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(1, bytes, at));
}

/** The pipes do not block, and nothing here may wait in a way that lets a timer of the codemod run. */
function patiently(move: () => number): number {
  for (;;) {
    try {
      return move();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(clock, 0, 0, 1);
    }
  }
}
