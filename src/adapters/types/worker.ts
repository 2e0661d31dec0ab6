import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { Question } from './question.ts';

// TypeScript is large: compiling it anew costs more than most questions.
enableCompileCache();
const { newErrors } = await import('./compare.ts');

parentPort?.on('message', (question: Question) => parentPort?.postMessage(newErrors(question)));
