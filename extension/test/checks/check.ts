// What a check of the workbench is: a sentence that should be true, and the moves that find out.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { Host } from '../harness/host.ts';

export interface Stage {
  readonly host: Host;
  readonly page: Page;
}

export interface Check {
  readonly name: string;
  readonly run: (stage: Stage) => Promise<void>;
}

/** Where a text first stands in a file of the workspace, both counted from 1. */
export function placeOf(host: Host, file: string, text: string): { line: number; column: number } {
  const lines = readFileSync(path.join(host.workspace, file), 'utf8').split(/\r?\n/);
  const index = lines.findIndex(line => line.includes(text));
  if (index < 0) throw new Error(`${file} does not hold "${text}"`);
  return { line: index + 1, column: (lines[index] ?? '').indexOf(text) + 1 };
}
