/**
 * A trace as a story for people: who sends, what can happen with which chance, and each way rule by rule. In: a trace's
 * result. Out: lines of text.
 */
import { printFraction } from '../base/fraction.ts';
import { joinHostPort } from '../ip/address.ts';
import type { Origin } from '../routing/origin.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { TrailEvent } from '../trace/trail.ts';
import { balanceText, endpointOf } from './traceJson.ts';
import { explainMasquerade } from './traceReasons.ts';
import type { TraceResult } from './traceRequest.ts';
import { hookText, stepSentence } from './traceSentences.ts';

/** Ways beyond this are named in the summary and not told rule by rule. */
const waysTold = 3;

export function traceStory(result: TraceResult): string[] {
  const { outcomes } = result;
  const summary = outcomes.map(outcome => `  ${shareText(outcome)}  ${outcomeSentence(outcome, result)}`);
  const told = outcomes.slice(0, waysTold).flatMap((outcome, i) => tellWay(outcome, i, result));
  const rest = outcomes.length - waysTold;
  const more = rest > 0 ? ['', `${rest} more ${rest === 1 ? 'way' : 'ways'} like these.`] : [];
  return [heading(result), ...notes(result), '', ...summary, ...told, ...more];
}

export function heading({ request, target, protocol, node, mode, family }: TraceResult): string {
  const at = joinHostPort(target.address, target.port);
  const named = target.servicePort ? `${request.to} (${at}/${protocol})` : `${at}/${protocol}`;
  return `${request.from} → ${named}, on ${node.plan.nodeName}, ${mode}, ${family}`;
}

export function notes({ target, mode, node }: TraceResult): string[] {
  const found: string[] = [];
  if (target.standIn) found.push('The Service has no cluster IP yet; a stand-in is shown.');
  if (mode === 'ipvs') found.push('IPVS: this trace has not been held against a kernel.');
  if (node.lineOf) {
    const made = `${mode === 'ipvs' ? 'virtual servers, ipsets, ' : ''}names, addresses and the node`;
    found.push(`The rules are captured ones; ${made} are those of the manifests.`);
  }
  if (node.network.podRangeAssumed) {
    found.push(
      `No Node says which range pods have on ${node.plan.nodeName}; ${node.network.podRange.text} is assumed.`,
    );
  }
  return found;
}

function shareText({ probability }: Outcome<Origin>): string {
  return probability ? printFraction(probability) : '?';
}

export function outcomeSentence(outcome: Outcome<Origin>, result: TraceResult): string {
  const { disposition, packet, reason } = outcome;
  const seen = `, which sees ${packet.source.text}${outcome.masqueraded ? ' (masqueraded)' : ''}`;
  switch (disposition) {
    case 'delivered':
      return `delivered to ${endpointOf(outcome)}${ownerOf(outcome, result)}${seen}`;
    case 'local':
      return `reaches the node's own sockets at ${joinHostPort(packet.destination, packet.destinationPort)}, no rule takes it`;
    case 'forwarded':
      if (outcome.masqueraded) return `leaves the node by ${outcome.leftBy} as if ${packet.source.text} had sent it`;
      return `leaves the node unchanged by ${outcome.leftBy}, no rule takes it${otherNode(result)}`;
    case 'rejected':
      return `refused: the sender is told ${answerOf(outcome)}`;
    case 'dropped':
      return `dropped${reason === undefined ? ' by a rule' : `, for ${reason}`}: the sender hears nothing`;
    case 'lost':
      return `lost: ${reason}`;
    case 'unknown':
      return `unknown from here: ${reason}`;
  }
}

function answerOf({ events }: Outcome<Origin>): string {
  const last = events.at(-1);
  const answer = last?.kind === 'step' && last.action.kind === 'reject' ? last.action.with : undefined;
  return answer === undefined ? 'that the port is unreachable' : `so with ${answer}`;
}

/** Captured rules may lead where no manifest does. */
function ownerOf(outcome: Outcome<Origin>, { node }: TraceResult): string {
  if (!node.lineOf) return '';
  const text = endpointOf(outcome);
  const owner = node.plan.servicePorts.find(({ allEndpoints }) => allEndpoints.some(e => e.text === text));
  return owner ? ` (${owner.port.name})` : ' (which is no endpoint in the manifests)';
}

/** The view ends at this node; for another node's port its own rules decide. */
function otherNode({ target: { words } }: TraceResult): string {
  if (words.kind !== 'nodePort' || words.node === undefined) return '';
  return `; what ${words.node} does with it, its own rules say (trace with --node ${words.node} and client:ADDRESS)`;
}

function tellWay(outcome: Outcome<Origin>, position: number, result: TraceResult): string[] {
  const count = result.outcomes.length;
  const head = count === 1 ? 'The way' : `Way ${position + 1} of ${count} (${shareText(outcome)})`;
  const lines = wayLines(outcome, result);
  const same = position === 0 ? 0 : commonStart(lines, wayLines(result.outcomes[0]!, result));
  const start = same > 0 ? ['  the same as way 1 at first, then'] : [];
  const why = explainMasquerade(outcome, result);
  const ending = [`  → ${outcomeSentence(outcome, result)}`, ...(why ? [`  ${why}`] : [])];
  return ['', `${head}:`, ...start, ...lines.slice(same).flat(), ...ending];
}

function commonStart(a: readonly string[][], b: readonly string[][]): number {
  const differs = a.findIndex((lines, i) => lines.join('\n') !== b[i]?.join('\n'));
  return differs < 0 ? a.length : differs;
}

/** The lines of each event. */
function wayLines({ events, disposition }: Outcome<Origin>, result: TraceResult): string[][] {
  // What is unknown behind a last jump is where it leads.
  const isOpen = disposition === 'unknown';
  return events.map((event, i) => eventLines(event, events[i + 1] ?? isOpen, result));
}

function eventLines(
  event: TrailEvent<Origin>,
  following: TrailEvent<Origin> | boolean,
  { node }: TraceResult,
): string[] {
  switch (event.kind) {
    case 'enter': {
      const { source, destination, destinationPort } = event.packet;
      return [`  ${hookText(event.hook)}: ${source.text} → ${joinHostPort(destination, destinationPort)}`];
    }
    case 'balance':
      return [`    ${balanceText(event)}`];
    case 'step': {
      const { action } = event;
      const isAnswered =
        typeof following === 'boolean'
          ? following
          : 'chain' in action && following.kind === 'step' && following.chain === action.chain;
      const line = node.lineOf?.(event.rule);
      const place = `${event.table} ${event.chain} ${event.number}${line === undefined ? '' : ` (line ${line})`}`;
      return [`    ${place}: ${stepSentence(event, isAnswered)}`, `        ${node.printRule(event.rule)}`];
    }
  }
}
