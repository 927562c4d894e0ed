/**
 * Expectations about traffic, held against traces. In: a trace and what is expected of it. Out: in which ways the trace
 * breaks the expectation, or on which assumptions it rests. One that holds by the manifests alone is not proved while
 * another value of an assumption would break it.
 */
import { multiply, printFraction } from '../../base/fraction.ts';
import type { Origin } from '../../routing/origin.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { refusalSentence } from '../refusal.ts';
import { routingView } from '../routingView.ts';
import { alternativesTo } from './alternatives.ts';
import { policiesOn } from './networkPolicies.ts';
import type { Arrival, Expectation } from './readExpectations.ts';
import { beyond, beyondOf } from './traceBeyond.ts';
import { endpointOf } from './traceJson.ts';
import type { TraceResult } from './traceRequest.ts';

/** Sentences on how a trace breaks an expectation, or why that is not known; none where it holds in any case. */
export function brokenBy(result: TraceResult, expectation: Expectation): string[] {
  const { refusal, node } = result;
  // Whatever is expected of a Service that does not exist, captured rules may tell otherwise.
  if (refusal && !node.lineOf) return [refusalSentence(refusal)];
  const broken = problemsOf(result, endsOf(result), expectation);
  const others = casesOf(result).map(({ ends, ...other }) => ({
    ...other,
    broken: problemsOf(other.result, ends, expectation),
  }));
  const differing = others.filter(other => other.broken.length > 0 !== broken.length > 0);
  if (differing.length === 0) return broken;
  if (broken.length > 0) return differing.map(other => `not proved: ${broken.join('; ')}, unless ${settling(other)}`);
  return differing.map(other => `not proved: ${other.broken.join('; ')} if ${settling(other)}`);
}

function settling({ condition, settledBy }: Pick<Case, 'condition' | 'settledBy'>): string {
  return `${condition}; settled by ${settledBy}`;
}

/** Another value of an assumption. */
interface Case {
  readonly condition: string;
  readonly settledBy: string;
  readonly result: TraceResult;
  readonly ends: readonly Outcome<Origin>[];
}

function casesOf(result: TraceResult): Case[] {
  const supposed = alternativesTo(result).map(
    ({ condition, assumption, result: other }): Case => ({
      condition,
      settledBy: assumption.settledBy,
      result: other,
      ends: endsOf(other),
    }),
  );
  return [...supposed, ...deniedCase(result)];
}

/** All that a NetworkPolicy may deny is denied. */
function deniedCase(result: TraceResult): Case[] {
  const denials = [result, ...beyond(result)].flatMap(each => each.outcomes.flatMap(end => policiesOn(end, each)));
  const [first] = denials;
  if (!first) return [];
  const names = [...new Set(denials.map(({ args }) => args.policy))].join(' or ');
  const denied: Ends = (outcome, of) =>
    policiesOn(outcome, of).length > 0 ? { ...outcome, disposition: 'dropped' } : outcome;
  const { settledBy } = first;
  return [{ condition: `NetworkPolicy ${names} denies it`, settledBy, result, ends: endsOf(result, denied) }];
}

function problemsOf(
  result: TraceResult,
  ends: readonly Outcome<Origin>[],
  { arrives, endpoints, sourcePreserved }: Expectation,
): string[] {
  const arriving = ends.filter(end => hasArrived(end, result));
  return [
    ...brokenArrival(arrives, arriving.length, ends),
    ...(endpoints ? brokenEndpoints(endpoints, arriving) : []),
    ...(sourcePreserved === undefined ? [] : brokenSource(sourcePreserved, arriving, result)),
  ];
}

/** Every way to its end, be it on another node; each with its share of the whole. */
function endsOf(result: TraceResult, told: Ends = outcome => outcome): Outcome<Origin>[] {
  return result.outcomes.flatMap(traced => {
    const outcome = told(traced, result);
    const there = beyondOf(outcome, result);
    if (!there) return [outcome];
    return there.outcomes.map(end => ({
      ...told(end, there),
      probability: outcome.probability && end.probability && multiply(outcome.probability, end.probability),
    }));
  });
}

type Ends = (outcome: Outcome<Origin>, result: TraceResult) => Outcome<Origin>;

/**
 * Unchanged packets arrive only where their own address was meant: that of a pod, or of a process on a node. A Service's
 * address is never meant for the node's own sockets.
 */
function hasArrived({ disposition }: Outcome<Origin>, result: TraceResult): boolean {
  const { source, mode, family, target, protocol } = result;
  if (disposition === 'delivered') return true;
  if ((disposition !== 'forwarded' && disposition !== 'local') || target.words.kind !== 'address') return false;
  const { address, port } = target;
  const { servicePorts } = routingView(source).shown.whole(mode, family);
  if (disposition === 'local') {
    return !servicePorts.some(plan => plan.port.nodePort?.port === port && plan.port.protocol === protocol);
  }
  return servicePorts.some(({ allEndpoints }) =>
    allEndpoints.some(endpoint => endpoint.address.text === address.text && endpoint.port === port),
  );
}

function brokenArrival(arrives: Arrival, arriving: number, ends: readonly Outcome<Origin>[]): string[] {
  const what = [...new Set(ends.map(end => end.disposition))].join(', ');
  if (arrives === 'always' && arriving < ends.length) return [`it should always arrive, but: ${what}`];
  // What is not known may arrive.
  const mayArrive = arriving > 0 || ends.some(({ disposition }) => disposition === 'unknown');
  if (arrives === 'never' && mayArrive) return [`it should never arrive, but: ${what}`];
  if (arrives === 'sometimes' && arriving === 0) return [`it should sometimes arrive, but: ${what}`];
  return [];
}

function brokenEndpoints(wanted: readonly string[], arriving: readonly Outcome<Origin>[]): string[] {
  const reached = new Set(arriving.flatMap(outcome => endpointOf(outcome) ?? []));
  const missing = wanted.filter(endpoint => !reached.has(endpoint));
  const extra = [...reached].filter(endpoint => !wanted.includes(endpoint));
  return [
    ...(missing.length ? [`${missing.join(', ')} cannot be reached`] : []),
    ...(extra.length ? [`${extra.join(', ')} can be reached too`] : []),
  ];
}

function brokenSource(
  preserved: boolean,
  arriving: readonly Outcome<Origin>[],
  { senderAddress }: TraceResult,
): string[] {
  const changed = arriving.filter(outcome =>
    senderAddress ? outcome.packet.source.text !== senderAddress.text : outcome.masqueraded,
  );
  const wrong = preserved ? changed : arriving.filter(outcome => !changed.includes(outcome));
  const share = wrong.map(({ probability }) => (probability ? printFraction(probability) : '?')).join(', ');
  if (wrong.length === 0) return [];
  const seen = [...new Set(wrong.map(outcome => outcome.packet.source.text))].join(', ');
  return [`the source should ${preserved ? '' : 'not '}be preserved, but ${seen} is seen (${share})`];
}
