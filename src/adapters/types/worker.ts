import { parentPort, workerData } from 'node:worker_threads';
import { newErrors } from './compare.ts';
import type { Question } from './question.ts';

parentPort?.postMessage(newErrors(workerData as Question));
