/**
 * Worker threads that parse. In: requests. Out: answers; undefined where the threads cannot be had or have died, and the
 * caller parses by itself. Threads start with the first request.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ParseAnswer, ParseJob, ParseOutcome, ParseRequest } from './parseJob.ts';

/** More threads than this wait for the one that collects what they made. */
const maxThreads = 4;

/** A request is given to a thread before it has answered the last one, so that it never waits. */
const maxOpenRequests = 2;

/** Most of what a parser makes is soon gone: a larger nursery saves a fifth of its time. */
const resourceLimits = { maxYoungGenerationSizeMb: 48 };

interface Thread {
  readonly worker: Worker;
  readonly open: Set<number>;
}

export interface Threads {
  readonly run: (jobs: readonly ParseJob[]) => Promise<readonly ParseOutcome[] | undefined>;
  /** What is not answered by now is answered with undefined. */
  readonly close: () => void;
}

/** Beside the bundle that runs; there is none where sources run unbundled. */
function workerFile(): string | undefined {
  const file = path.join(import.meta.dirname, 'parseWorker.cjs');
  return existsSync(file) ? file : undefined;
}

export function createThreads(): Threads {
  const file = workerFile();
  const waiting: ParseRequest[] = [];
  const answers = new Map<number, (outcomes: readonly ParseOutcome[] | undefined) => void>();
  let threads: Thread[] = [];
  let closed = file === undefined;
  let nextId = 0;

  const close = () => {
    closed = true;
    for (const { worker } of threads) void worker.terminate();
    threads = [];
    waiting.length = 0;
    for (const answer of answers.values()) answer(undefined);
    answers.clear();
  };
  const feed = () => {
    for (const thread of threads) {
      while (thread.open.size < maxOpenRequests) {
        const request = waiting.shift();
        if (!request) return;
        thread.open.add(request.id);
        thread.worker.postMessage(request);
      }
    }
  };
  const start = (): Thread => {
    const worker = new Worker(file!, { resourceLimits });
    const thread = { worker, open: new Set<number>() };
    worker.on('message', ({ id, outcomes }: ParseAnswer) => {
      thread.open.delete(id);
      answers.get(id)?.(outcomes);
      answers.delete(id);
      feed();
    });
    worker.on('error', close);
    worker.on('exit', close);
    return thread;
  };
  const run = (jobs: readonly ParseJob[]) => {
    if (closed) return Promise.resolve(undefined);
    if (threads.length === 0) threads = Array.from({ length: Math.min(maxThreads, availableParallelism()) }, start);
    return new Promise<readonly ParseOutcome[] | undefined>(resolve => {
      const id = nextId++;
      answers.set(id, resolve);
      waiting.push({ id, jobs });
      feed();
    });
  };
  return { run, close };
}
