/**
 * A trace as a story in a terminal: the same text as in an editor, with fewer ways told rule by rule. In: a trace's result,
 * and how fields are found and called, where they are. Out: lines of text.
 */
import type { Locate } from '../chains/chainGraph.ts';
import type { ViewLocation } from '../model.ts';
import { layOutTrace } from './traceDocument.ts';
import type { NodeTable } from './traceModel.ts';
import type { TraceResult } from './traceRequest.ts';
import { traceView } from './traceView.ts';

const waysTold = 3;

export interface StoryOptions {
  readonly locate: Locate;
  readonly nameOf: (place: ViewLocation) => string;
  readonly table?: NodeTable | undefined;
}

const nowhere: StoryOptions = { locate: () => undefined, nameOf: () => '' };

export function traceStory(result: TraceResult, { locate, nameOf, table }: StoryOptions = nowhere): string[] {
  return layOutTrace(traceView(result, { table, locate, waysTold }), nameOf).text.trimEnd().split('\n');
}
