/** A trace as the command line's JSON has it. In: a trace's result. Out: plain data in the contract's shape. */
import { printFraction } from '../../base/fraction.ts';
import { joinHostPort } from '../../ip/address.ts';
import { hexMark } from '../../netfilter/text.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import type { Action, BalancerStep, Step } from '../../trace/trail.ts';
import { type Refusal, refusalSentence } from '../refusal.ts';
import type { AssumptionArgs } from './assumption.ts';
import { type JudgedOutcome, judgedOutcomes, type RestsOn } from './judgeOutcomes.ts';
import { beyond } from './traceBeyond.ts';
import type { TraceResult } from './traceRequest.ts';
import type { TraceNode } from './traceWorld.ts';

export interface TraceStepJson {
  readonly hook: string;
  readonly table: string;
  readonly chain: string;
  readonly number: number;
  readonly rule: string;
  readonly action: string;
  /** Of captured rules: where the rule stands in their text, from 1. */
  readonly line?: number;
}

export interface TraceAssumptionJson {
  readonly code: string;
  readonly args: AssumptionArgs;
  readonly sentence: string;
  readonly settledBy: string;
  /** What would become of the packet under the other value; absent where it ends in the same way. */
  readonly otherwise?: readonly string[];
}

export interface TraceOutcomeJson {
  /** Null where a choice cannot be known. */
  readonly probability: string | null;
  readonly disposition: string;
  readonly endpoint?: string;
  readonly reason?: string;
  readonly packet: { readonly source: string; readonly destination: string };
  readonly masqueraded: boolean;
  /** Without which it could differ. */
  readonly restsOn: readonly TraceAssumptionJson[];
  readonly steps: readonly TraceStepJson[];
}

export interface TraceJson {
  /** The API server refuses the Service that is asked for. */
  readonly refused?: Omit<Refusal, 'why' | 'doubt'> & { readonly message: string };
  /** What would become of the packet if the Service were accepted. */
  readonly ifAccepted?: TraceJson;
  readonly outcomes: readonly TraceOutcomeJson[];
  /** What other nodes do with what leaves for them; absent where nothing does. */
  readonly beyond?: readonly { readonly node: string; readonly outcomes: readonly TraceOutcomeJson[] }[];
}

export function traceJson(result: TraceResult): TraceJson {
  const { refusal, ifAccepted } = result;
  if (!refusal) return acceptedJson(result);
  const { why: _why, doubt: _doubt, ...object } = refusal;
  const refused = { ...object, message: refusalSentence(refusal) };
  return { refused, ...acceptedJson(result), ...(ifAccepted && { ifAccepted: acceptedJson(ifAccepted) }) };
}

function acceptedJson(result: TraceResult): TraceJson {
  const outcomesOf = (of: TraceResult) => judgedOutcomes(of).map(judged => outcomeJson(judged, of.node));
  const elsewhere = beyond(result).map(there => ({ node: there.node.plan.nodeName, outcomes: outcomesOf(there) }));
  return { outcomes: outcomesOf(result), ...(elsewhere.length > 0 && { beyond: elsewhere }) };
}

function outcomeJson({ outcome, restsOn }: JudgedOutcome, node: TraceNode): TraceOutcomeJson {
  const endpoint = endpointOf(outcome);
  const { packet, probability } = outcome;
  return {
    probability: probability ? printFraction(probability) : null,
    disposition: outcome.disposition,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    packet: {
      // The port is the sender's own business; brackets keep an IPv6 address from being read as one with a port.
      source: packet.source.family === 'IPv6' ? `[${packet.source.text}]` : packet.source.text,
      destination: joinHostPort(packet.destination, packet.destinationPort),
    },
    masqueraded: outcome.masqueraded,
    restsOn: restsOn.map(assumptionJson),
    steps: outcome.events.flatMap(event => (event.kind === 'step' ? [stepJson(event, node)] : [])),
  };
}

function assumptionJson({ place: _, ...assumption }: RestsOn): TraceAssumptionJson {
  return assumption;
}

/** Where the packet ends, or was on its way to when the stack lost it. */
export function endpointOf({ disposition, target }: Outcome<Origin>): string | undefined {
  const isNamed = disposition === 'delivered' || disposition === 'lost';
  return isNamed && target ? joinHostPort(target.address, target.port) : undefined;
}

function stepJson({ hook, table, chain, number, rule, action }: Step<Origin>, node: TraceNode): TraceStepJson {
  const line = node.lineOf?.(rule);
  const step = { hook, table, chain, number, rule: node.printRule(rule), action: actionText(action) };
  return line === undefined ? step : { ...step, line };
}

export function actionText(action: Action): string {
  switch (action.kind) {
    case 'jump':
    case 'goto':
      return `${action.kind} ${action.chain}`;
    case 'dnat':
      return `dnat to ${joinHostPort(action.target.address, action.target.port)}`;
    case 'masquerade':
      return `masquerade as ${action.source.text}`;
    case 'set-mark':
      return `set mark ${hexMark(action.mark)}`;
    case 'remember':
      return `remember in ${action.list}`;
    default:
      return action.kind;
  }
}

export function balanceText({ scheduler, target }: BalancerStep<Origin>): string {
  return `the virtual server (${scheduler}) sends it to ${joinHostPort(target.address, target.port)}`;
}
