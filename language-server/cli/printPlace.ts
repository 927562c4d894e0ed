/** A place in a file for a terminal. In: a location, and the texts. Out: "web.yaml:7", lines from 1. */
import { lineStarts, positionAt } from '../core/base/positions.ts';
import type { ViewLocation } from '../core/views/model.ts';
import type { Snapshot } from '../core/workspace/snapshot.ts';

export function printPlace({ file, range }: ViewLocation, snapshot: Snapshot): string {
  const text = snapshot.files.get(file)?.manifest.text ?? '';
  return `${file}:${positionAt(lineStarts(text), range.start).line + 1}`;
}
