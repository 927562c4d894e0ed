/**
 * Requests that nobody thought of, made from a seed: every kind of sender to every kind of destination of a cluster, and
 * what must hold for each answer. In: a trace's context. Out: requests; what is wrong with an answer.
 */
import { add, equal, one, zero } from '../../core/base/fraction.ts';
import { joinHostPort, parseAddress } from '../../core/ip/address.ts';
import { routingView } from '../../core/views/routingView.ts';
import { layOutTrace } from '../../core/views/trace/traceDocument.ts';
import { traceJson } from '../../core/views/trace/traceJson.ts';
import {
  type TraceContext,
  type TraceRequest,
  type TraceResult,
  traceRequest,
} from '../../core/views/trace/traceRequest.ts';
import { traceView } from '../../core/views/trace/traceView.ts';
import type { Random } from '../support/random.ts';

const families = ['IPv4', 'IPv6'] as const;
const outside = ['client:203.0.113.50', 'client:2001:db8:113::50', 'client:10.244.1.77', 'client:127.0.0.1'];
const odd = ['127.0.0.1', '::1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '8.8.8.8', '2606:4700::1111', 'fe80::1'];

export function randomRequests({ source }: TraceContext, random: Random, count: number): TraceRequest[] {
  const { model } = source.cluster;
  const names = model.services.map(({ namespace, name }) => `${namespace}/${name}`);
  const nodes = model.nodes.map(({ name }) => name);
  const routing = routingView(source);
  const ports = families.flatMap(family => routing.shown.whole(routing.mode, family).servicePorts);
  const endpoints = ports.flatMap(({ allEndpoints }) => allEndpoints.map(({ address }) => address.text));
  const claimed = ports.flatMap(({ port }) =>
    [port.clusterIp, ...port.externalIps, ...port.loadBalancerVips].map(({ address }) => address.text),
  );
  const nodeAddresses = model.nodes.flatMap(({ addresses }) => addresses.map(({ address }) => address));
  const addresses = [...claimed, ...endpoints, ...nodeAddresses, ...odd];
  const numbers = [...ports.flatMap(({ port }) => [port.port, port.nodePort?.port ?? port.port]), 9, 0, 65535];
  const pods = [...endpoints, '10.244.1.250', '10.244.2.250', 'fd00:10:244:1::250'];
  const sources = () =>
    random.pick([
      'node',
      random.pick(outside),
      `pod-ip:${random.pick(pods)}`,
      `local-pod-ip:${random.pick(pods)}`,
      `remote-pod-ip:${random.pick(pods)}`,
    ]);
  const destinations = () => {
    const name = random.pick(names.length ? names : ['none/none']);
    const at = parseAddress(random.pick(addresses));
    const kinds = [
      name,
      `lb:${name}`,
      `external-ip:${name}`,
      `nodeport:${name}`,
      `nodeport@${random.pick(nodes.length ? nodes : ['none'])}:${name}`,
    ];
    return at && random.chance(0.5) ? joinHostPort(at, random.pick(numbers)) : random.pick(kinds);
  };
  return Array.from({ length: count }, () => ({
    from: sources(),
    to: destinations(),
    protocol: random.pick(['tcp', 'udp', 'sctp', undefined] as const),
  }));
}

/** What is wrong with the answer; a name that does not exist is told, and that is an answer. */
export function wrongWith(context: TraceContext, request: TraceRequest): string | undefined {
  const result = traceRequest(context, request);
  if ('error' in result) return isSound(result.error) ? undefined : `unsound: ${result.error}`;
  const { text } = layOutTrace(traceView(result, { locate: () => undefined, waysTold: 12 }), () => 'place');
  if (!isSound(text)) return `unsound: ${text}`;
  return wrongShares(result) ?? wrongOutcomes(result);
}

/** Nothing of the program shows through. */
function isSound(text: string): boolean {
  return text.length > 20 && !/undefined|NaN|\[object|\(\)|, ,/.test(text);
}

function wrongShares({ outcomes }: TraceResult): string | undefined {
  if (outcomes.length === 0) return 'no outcome';
  if (outcomes.some(({ probability }) => probability === undefined)) return undefined;
  const sum = outcomes.reduce((total, { probability }) => add(total, probability!), zero);
  return equal(sum, one) ? undefined : 'the shares do not add up to 1';
}

function wrongOutcomes(result: TraceResult): string | undefined {
  for (const { disposition, endpoint, reason, steps } of traceJson(result).outcomes) {
    if (disposition === 'delivered' && endpoint === undefined) return 'delivered to nobody';
    if ((disposition === 'lost' || disposition === 'unknown') && !reason) return `${disposition} without a reason`;
    if (disposition === 'unknown') return `unknown: ${reason}`;
    const isRefused = disposition === 'rejected' || disposition === 'dropped';
    if (isRefused && result.mode !== 'ipvs' && steps.length === 0) return `${disposition} by nothing`;
  }
  return undefined;
}
