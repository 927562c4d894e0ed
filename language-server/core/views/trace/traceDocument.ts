/**
 * A trace as a text document to read, fold and search. In: a view of a trace, and how places are called. Out: lines of
 * plain text, and where in them stand links to places. Names come from manifests: none of their characters can break a
 * line or turn its direction.
 */
import { ifAccepted } from '../refusal.ts';
import type {
  NodeTable,
  TraceAssumptionView,
  TraceBeyondView,
  TraceEndView,
  TraceOutcomeView,
  TraceStepView,
  TraceView,
} from './traceModel.ts';

export interface TraceDocument<Place> {
  readonly text: string;
  readonly links: readonly TraceLink<Place>[];
}

/** Line and characters from 0, as positions of editors have them. */
export interface TraceLink<Place> {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly place: Place;
}

interface Line<Place> {
  readonly text: string;
  /** Named at the end of the line. */
  readonly place?: Place | undefined;
}

export function layOutTrace<Place>(view: TraceView<Place>, nameOf: (place: Place) => string): TraceDocument<Place> {
  const { title, notes, outcomes, table } = view;
  const lines: Line<Place>[] = [
    { text: title },
    ...notes.map(text => ({ text })),
    { text: '' },
    ...endLines(outcomes, '  '),
    ...(view.ifAccepted ? [{ text: '' }, { text: ifAccepted }, ...endLines(view.ifAccepted, '  ')] : []),
    ...view.beyond.flatMap(beyondLines),
    ...(table ? tableLines(table) : []),
    ...outcomes.flatMap((outcome, i) => wayLines(outcome, i, outcomes)),
    ...moreLine(outcomes),
  ];
  return joinLines(lines, nameOf);
}

/** Where there is no trace to show: what was asked, and why it cannot be told. */
export function layOutProblem({ from, to }: { readonly from: string; readonly to: string }, problem: string): string {
  const sentence = oneLine(problem);
  const stop = /[.?!]$/.test(sentence) ? '' : '.';
  return `${oneLine(`${from} → ${to}`)}\n\n  ${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${stop}\n`;
}

function endLines<Place>(ends: readonly TraceEndView<Place>[], indent: string): Line<Place>[] {
  const width = Math.max(...ends.map(end => shareOf(end).length));
  const told = new Set<string>();
  const isNew = ({ sentence }: { readonly sentence: string }) => !told.has(sentence) && told.add(sentence);
  const reasons = ends.flatMap(end => end.reasons).filter(isNew);
  return [
    ...ends.map(end => ({
      text: `${indent}${shareOf(end).padStart(width)}  ${end.sentence}`,
      place: end.location,
    })),
    ...(reasons.length ? [{ text: '' }] : []),
    ...reasons.map(({ sentence, location }) => ({ text: `${indent}${sentence}`, place: location })),
    ...assumptionLines(ends.flatMap(end => end.restsOn).filter(isNew), indent),
  ];
}

/** Replicas are many, and one placeholder is like another. */
const assumptionsShown = 8;

function assumptionLines<Place>(assumptions: readonly TraceAssumptionView<Place>[], indent: string): Line<Place>[] {
  if (assumptions.length === 0) return [];
  const rest = assumptions.length - assumptionsShown;
  return [
    { text: '' },
    { text: `${indent}Rests on:` },
    ...assumptions.slice(0, assumptionsShown).map(({ sentence, settledBy, location }) => ({
      text: `${indent}- ${sentence} Settled by ${settledBy}.`,
      place: location,
    })),
    ...(rest > 0 ? [{ text: `${indent}- ${rest} more of the kind` }] : []),
  ];
}

function beyondLines<Place>({ title, outcomes }: TraceBeyondView<Place>): Line<Place>[] {
  return [{ text: '' }, { text: `${title}:` }, ...endLines(outcomes, '  ')];
}

function shareOf({ probability }: TraceEndView<unknown>): string {
  return probability ?? '?';
}

function wayLines<Place>(
  outcome: TraceOutcomeView<Place>,
  position: number,
  all: readonly TraceOutcomeView<Place>[],
): Line<Place>[] {
  if (outcome.stages.length === 0) return [];
  const head = all.length === 1 ? 'The way' : `Way ${position + 1} of ${all.length} (${shareOf(outcome)})`;
  const lines = stepLines(outcome);
  const same = position === 0 ? 0 : commonStart(lines, stepLines(all[0]!));
  return [
    { text: '' },
    { text: `${head}:` },
    ...(same > 0 ? [{ text: '  the same as way 1 at first, then' }] : []),
    ...lines.slice(same).flat(),
    { text: `  → ${outcome.sentence}` },
  ];
}

function stepLines<Place>({ stages }: TraceOutcomeView<Place>): Line<Place>[][] {
  return stages.flatMap(({ sentence, steps }) => [[{ text: `  ${sentence}` }], ...steps.map(linesOfStep)]);
}

function linesOfStep<Place>({ at, sentence, rule, location }: TraceStepView<Place>): Line<Place>[] {
  const head = { text: `    ${at === undefined ? '' : `${at}: `}${sentence}`, place: location };
  return rule === undefined ? [head] : [head, { text: `        ${rule}` }];
}

function commonStart<Place>(a: readonly Line<Place>[][], b: readonly Line<Place>[][]): number {
  const textOf = (lines: readonly Line<Place>[] | undefined) => lines?.map(({ text }) => text).join('\n');
  const differs = a.findIndex((lines, i) => textOf(lines) !== textOf(b[i]));
  return differs < 0 ? a.length : differs;
}

function moreLine(outcomes: readonly TraceOutcomeView<unknown>[]): { text: string }[] {
  const rest = outcomes.length - outcomes.findLastIndex(({ stages }) => stages.length > 0) - 1;
  return rest === 0 || rest === outcomes.length
    ? []
    : [{ text: '' }, { text: `${rest} more ${rest === 1 ? 'way' : 'ways'} like these.` }];
}

/** Longer names of nodes push their own row aside and no other. */
const maxNodeWidth = 32;

/** One block for each sender and destination, so that lines stay short however many there are. */
function tableLines<Place>({ servicePort, policies, columns, rows, left }: NodeTable<Place>): Line<Place>[] {
  const width = Math.max(...rows.map(({ node }) => oneLine(node).length).filter(length => length <= maxNodeWidth), 0);
  const blocks = columns.flatMap((title, i) => [
    { text: `  ${title}` },
    ...rows.map(({ node, cells, locations }) => ({
      text: `    ${oneLine(node).padEnd(width)}  ${cells[i] ?? ''}`,
      place: locations[i] ?? undefined,
    })),
    ...(left > 0 ? [{ text: `    and ${left} more ${left === 1 ? 'node' : 'nodes'}` }] : []),
  ]);
  return [{ text: '' }, { text: `${servicePort} node by node (${policies.join(' and ')}: Local):` }, ...blocks];
}

function joinLines<Place>(lines: readonly Line<Place>[], nameOf: (place: Place) => string): TraceDocument<Place> {
  const links: TraceLink<Place>[] = [];
  const texts = lines.map(({ text, place }, line) => {
    const own = oneLine(text);
    if (place === undefined) return own;
    const name = oneLine(nameOf(place));
    const start = own.length + 3;
    links.push({ line, start, end: start + name.length, place });
    return `${own}  [${name}]`;
  });
  return { text: `${texts.join('\n')}\n`, links };
}

/** Line breaks and other control characters, and marks that turn the direction of text. */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

function oneLine(text: string): string {
  return text.replace(unseen, ' ');
}
