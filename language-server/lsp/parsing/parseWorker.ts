/** Entry of the bundle that runs beside the main thread: parses texts and hands back documents. */
import { parentPort } from 'node:worker_threads';
import { parseDocuments } from '../../core/yaml/parseDocuments.ts';
import type { ParseAnswer, ParseRequest } from './parseJob.ts';

parentPort?.on('message', ({ id, jobs }: ParseRequest) => {
  const outcomes = jobs.map(({ text, language, offset }) => parseDocuments(text, language, offset));
  const buffers = new Set(outcomes.flat().flatMap(({ tree }) => (tree ? [tree.numbers.buffer as ArrayBuffer] : [])));
  parentPort?.postMessage({ id, outcomes } satisfies ParseAnswer, [...buffers]);
});
