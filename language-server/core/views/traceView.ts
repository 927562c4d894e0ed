/**
 * A trace as an editor shows it: the same sentences as the story, with the YAML behind each rule. In: a trace's result and
 * how fields are found. Out: plain data.
 */
import { printFraction } from '../base/fraction.ts';
import { joinHostPort } from '../ip/address.ts';
import { locateOrigin, type Origin } from '../routing/origin.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { BalancerStep, HookEntry, Step, TrailEvent } from '../trace/trail.ts';
import type { Locate } from './chainGraph.ts';
import type { ViewLocation } from './model.ts';
import { balanceText } from './traceJson.ts';
import type { NodeTable, TraceOutcomeView, TraceStageView, TraceStepView, TraceView } from './traceModel.ts';
import { explainMasquerade } from './traceReasons.ts';
import type { TraceResult } from './traceRequest.ts';
import { hookText, stepSentence } from './traceSentences.ts';
import { heading, notes, outcomeSentence } from './traceStory.ts';

/** Beyond this many ways, only their ends are told: they differ in little else. */
const waysTold = 12;

export function traceView(result: TraceResult, table: NodeTable | undefined, locate: Locate): TraceView {
  const { node, mode, family, outcomes } = result;
  return {
    title: heading(result),
    node: node.plan.nodeName,
    mode,
    family,
    notes: notes(result),
    outcomes: outcomes.map((outcome, i) => outcomeView(outcome, { result, locate, isTold: i < waysTold })),
    ...(table && { table }),
  };
}

function outcomeView(
  outcome: Outcome<Origin>,
  { result, locate, isTold }: { result: TraceResult; locate: Locate; isTold: boolean },
): TraceOutcomeView {
  const why = explainMasquerade(outcome, result);
  const location = locationOf(outcome.events.map(decider).findLast(Boolean), locate);
  return {
    probability: outcome.probability ? printFraction(outcome.probability) : null,
    disposition: outcome.disposition,
    sentence: outcomeSentence(outcome, result),
    ...(why !== undefined && { why }),
    ...(location && { location }),
    stages: isTold ? stagesOf(outcome.events, result, locate) : [],
  };
}

/** What made the event, if the event decides where the packet ends. */
function decider(event: TrailEvent<Origin>): Origin | undefined {
  if (event.kind === 'balance') return event.origin;
  if (event.kind === 'enter') return undefined;
  return ['dnat', 'reject', 'drop'].includes(event.action.kind) ? originOf(event) : undefined;
}

function originOf(step: Step<Origin>): Origin {
  return step.elementOrigin ?? step.rule.origin;
}

function locationOf(origin: Origin | undefined, locate: Locate): ViewLocation | undefined {
  const place = origin && locateOrigin(origin);
  return place && locate(place.source, place.path);
}

function stagesOf(events: readonly TrailEvent<Origin>[], result: TraceResult, locate: Locate): TraceStageView[] {
  const stages: { sentence: string; steps: TraceStepView[] }[] = [];
  for (const [i, event] of events.entries()) {
    if (event.kind === 'enter') stages.push({ sentence: entrySentence(event), steps: [] });
    else stages.at(-1)?.steps.push(stepView(event, events[i + 1], result, locate));
  }
  return stages;
}

function entrySentence({ hook, packet }: HookEntry): string {
  const { source, destination, destinationPort } = packet;
  return `${hookText(hook)}: ${source.text} → ${joinHostPort(destination, destinationPort)}`;
}

function stepView(
  event: Step<Origin> | BalancerStep<Origin>,
  following: TrailEvent<Origin> | undefined,
  { node }: TraceResult,
  locate: Locate,
): TraceStepView {
  const location = locationOf(event.kind === 'balance' ? event.origin : originOf(event), locate);
  const found = location && { location };
  if (event.kind === 'balance') return { sentence: balanceText(event), ...found };
  const { action, table, chain, number, rule } = event;
  const isAnswered = 'chain' in action && following?.kind === 'step' && following.chain === action.chain;
  const sentence = stepSentence(event, isAnswered);
  return { sentence, at: `${table} ${chain} ${number}`, rule: node.printRule(rule), ...found };
}
