import { parentPort, workerData } from 'node:worker_threads';
import { readTyped, surfaceIn } from './archive.ts';
import type { ArchiveQuestion } from './question.ts';

const { archive, want } = workerData as ArchiveQuestion;
const typed = readTyped(archive);
parentPort?.postMessage(want === 'surface' ? surfaceIn(typed) : typed);
