/**
 * A trace as an editor shows it: the same sentences as the story, with the YAML behind each rule. In: a trace's result and
 * how fields are found. Out: plain data.
 */
import { printFraction } from '../../base/fraction.ts';
import { joinHostPort } from '../../ip/address.ts';
import { locateOrigin, type Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { BalancerStep, HookEntry, Step, TrailEvent } from '../../trace/trail.ts';
import type { Locate } from '../chains/chainGraph.ts';
import type { ViewLocation } from '../model.ts';
import { type JudgedOutcome, judgedOutcomes } from './judgeOutcomes.ts';
import type { Placed } from './reason.ts';
import { beyond } from './traceBeyond.ts';
import { claimOf } from './traceClaims.ts';
import { heading, notes } from './traceHeading.ts';
import { type IdleStep, withIdleTogether } from './traceIdle.ts';
import { balanceText } from './traceJson.ts';
import type {
  NodeTable,
  TraceBeyondView,
  TraceEndView,
  TraceStageView,
  TraceStepView,
  TraceView,
} from './traceModel.ts';
import { outcomeSentence } from './traceOutcomeText.ts';
import { reasonsOf } from './traceReasons.ts';
import type { TraceResult } from './traceRequest.ts';
import { hookText, stepSentence } from './traceSentences.ts';

export interface TraceViewOptions {
  readonly table?: NodeTable | undefined;
  readonly locate: Locate;
  /** How many ways are told step by step; of the others, only their ends: they differ in little else. */
  readonly waysTold: number;
}

export function traceView(result: TraceResult, { table, locate, waysTold }: TraceViewOptions): TraceView {
  const { node, mode, family, ifAccepted: accepted } = result;
  return {
    title: heading(result),
    node: node.plan.nodeName,
    mode,
    family,
    notes: notes(result),
    outcomes: judgedOutcomes(result).map((judged, i) => ({
      ...endView(judged, result, locate),
      stages: i < waysTold ? stagesOf(judged.traced, result, locate) : [],
    })),
    ...(accepted && { ifAccepted: judgedOutcomes(accepted).map(judged => endView(judged, accepted, locate)) }),
    beyond: beyond(accepted ?? result).map(there => beyondView(there, locate)),
    ...(table && { table }),
  };
}

function endView({ outcome, traced, restsOn }: JudgedOutcome, result: TraceResult, locate: Locate): TraceEndView {
  const decided = outcome.events.map(event => decider(event, result)).findLast(Boolean);
  const location = locationOf(decided, locate);
  return {
    probability: outcome.probability ? printFraction(outcome.probability) : null,
    disposition: outcome.disposition,
    sentence: outcomeSentence(outcome, result),
    reasons: reasonsOf(traced, result).map(({ text, place }) => ({
      sentence: isOpen(outcome, traced) ? `Otherwise: ${text}` : text,
      ...foundAt(place, locate),
    })),
    restsOn: restsOn.map(({ place, code, args, sentence, settledBy }) => ({
      ...{ code, args, sentence, settledBy },
      ...foundAt(place, locate),
    })),
    ...(location && { location }),
  };
}

/** What is told of it holds in one of several cases. */
function isOpen(outcome: Outcome<Origin>, traced: Outcome<Origin>): boolean {
  return outcome !== traced && traced.disposition !== 'delivered';
}

function foundAt(place: Placed | undefined, locate: Locate): { readonly location?: ViewLocation } {
  const location = place && locate(place.source, place.path);
  return location ? { location } : {};
}

function beyondView(there: TraceResult, locate: Locate): TraceBeyondView {
  const { node, target, senderAddress } = there;
  const way = `${senderAddress?.text} → ${joinHostPort(target.address, target.port)}`;
  return {
    node: node.plan.nodeName,
    title: `Over there, on ${node.plan.nodeName} (${way}, unless the network in between changes it)`,
    outcomes: judgedOutcomes(there).map(judged => endView(judged, there, locate)),
  };
}

/** What made the event, if the event decides where the packet ends. */
function decider(event: TrailEvent<Origin>, result: TraceResult): Origin | undefined {
  if (event.kind === 'balance') return event.origin;
  if (event.kind === 'enter') return undefined;
  return ['dnat', 'reject', 'drop'].includes(event.action.kind) ? originOf(event, result) : undefined;
}

/** Where one rule chooses among all endpoints of a port, the endpoint that it chose. */
function originOf(step: Step<Origin>, result: TraceResult): Origin {
  const { node } = result;
  const origin = step.elementOrigin ?? step.rule.origin;
  if (step.action.kind !== 'dnat' || origin.kind !== 'servicePort') return origin;
  const chosen = joinHostPort(step.action.target.address, step.action.target.port);
  const asked = claimOf(result)?.plan;
  const planned = asked?.port === origin ? asked : node.plan.servicePorts.find(({ port }) => port === origin);
  return planned?.allEndpoints.find(({ text }) => text === chosen) ?? origin;
}

function locationOf(origin: Origin | undefined, locate: Locate): ViewLocation | undefined {
  const place = origin && locateOrigin(origin);
  return place && locate(place.source, place.path);
}

function stagesOf(outcome: Outcome<Origin>, result: TraceResult, locate: Locate): TraceStageView[] {
  const stages: { sentence: string; steps: (TraceStepView | IdleStep)[] }[] = [];
  for (const [i, event] of outcome.events.entries()) {
    if (event.kind === 'enter') stages.push({ sentence: entrySentence(event), steps: [] });
    else stages.at(-1)?.steps.push(stepView(event, outcome.events[i + 1], { outcome, result, locate }));
  }
  return stages.map(({ sentence, steps }) => ({ sentence, steps: withIdleTogether(steps) }));
}

function entrySentence({ hook, packet }: HookEntry): string {
  const { source, destination, destinationPort } = packet;
  return `${hookText(hook)}: ${source.text} → ${joinHostPort(destination, destinationPort)}`;
}

interface StepContext {
  readonly outcome: Outcome<Origin>;
  readonly result: TraceResult;
  readonly locate: Locate;
}

function stepView(
  event: Step<Origin> | BalancerStep<Origin>,
  following: TrailEvent<Origin> | undefined,
  { outcome, result, locate }: StepContext,
): TraceStepView | IdleStep {
  const location = locationOf(event.kind === 'balance' ? event.origin : originOf(event, result), locate);
  const found = location && { location };
  if (event.kind === 'balance') return { sentence: balanceText(event), ...found };
  const { action, table, chain, number, rule } = event;
  // What is unknown behind a last jump is where it leads.
  const isOpen = following === undefined && outcome.disposition === 'unknown';
  const isAnswered = 'chain' in action && following?.kind === 'step' && following.chain === action.chain;
  const isSure = outcome.probability !== undefined && printFraction(outcome.probability) === '1';
  const sentence = stepSentence(event, { answered: isAnswered || isOpen, following, isSure });
  const { node } = result;
  const line = node.lineOf?.(rule);
  const at = `${table} ${chain} ${number}${line === undefined ? '' : ` (line ${line})`}`;
  const view = { sentence, at, rule: node.printRule(rule), ...found };
  const isIdle = 'chain' in action && !isAnswered && !isOpen && !location && line === undefined;
  return isIdle ? { ...view, idle: { place: `${table} ${chain}`, number, chain: action.chain } } : view;
}
