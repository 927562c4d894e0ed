/**
 * Who can reach a Service, and how, in one line. In: the plans of its ports in one mode and family. Out: a sentence in
 * Markdown, escaped; "" where there is nothing to say.
 */
import type { ProxyMode } from '../cluster/clusterSettings.ts';
import { joinHostPort } from '../ip/address.ts';
import { compareText } from '../routing/endpoint.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import type { ClaimedAddress } from '../routing/servicePort.ts';
import { code, escapeMarkdown } from './markdown.ts';

export interface Reachability {
  readonly mode: ProxyMode;
  /** The cluster IP is a stand-in: the API server will choose another. */
  readonly assumed: boolean;
}

export function connectivity(ports: readonly ServicePortPlan[], facts: Reachability): string {
  const served = ports.filter(({ hasEndpoints }) => hasEndpoints);
  const unserved = ports.filter(({ hasEndpoints }) => !hasEndpoints).map(({ port }) => code(String(port.port)));
  if (ports.length === 0) return '';
  if (served.length === 0) return 'Reachable: by nobody, no endpoint is ready.';
  const rest = unserved.length ? [`nobody via port ${unserved.join(', ')}, no endpoint is ready`] : [];
  return `Reachable: ${[inside(served, facts), outside(served), ...rest].join('; ')}.`;
}

function inside(ports: readonly ServicePortPlan[], { mode, assumed }: Reachability): string {
  const first = ports[0]!;
  const numbers = ports.map(({ port }) => port.port);
  const address = assumed ? `the cluster IP, port ${distinct(numbers)}` : addressed([first.port.clusterIp], numbers);
  // In ipvs mode all endpoints stand in for local ones, where the port uses them for anything.
  const isConfined = first.port.internalPolicyLocal && !(mode === 'ipvs' && first.clusterEndpoints.length > 0);
  return `pods via ${address}${isConfined ? nodesWithEndpoint(ports) : ''}`;
}

function outside(ports: readonly ServicePortPlan[]): string {
  const { port } = ports[0]!;
  const numbers = ports.map(plan => plan.port.port);
  const nodePorts = ports.flatMap(plan => plan.port.nodePort?.port ?? []);
  const ways = [
    ...(nodePorts.length ? [`node port ${distinct(nodePorts)}`] : []),
    ...(port.loadBalancerVips.length ? [`load balancer ${addressed(port.loadBalancerVips, numbers)}`] : []),
    ...(port.externalIps.length ? [`external IP ${addressed(port.externalIps, numbers)}`] : []),
  ];
  if (ways.length === 0) return 'not from outside';
  const where = port.externalPolicyLocal ? nodesWithEndpoint(ports) : '';
  return `outside via ${ways.join(', ')}${where}${rangesText(ports[0]!)}`;
}

/** Source ranges guard load-balancer addresses alone. */
function rangesText({ port: { loadBalancerVips, sourceRanges } }: ServicePortPlan): string {
  if (loadBalancerVips.length === 0 || sourceRanges.length === 0) return '';
  return `, the load balancer from ${listed(sourceRanges.map(({ range }) => code(range.text)))} only`;
}

function addressed(claims: readonly ClaimedAddress[], numbers: readonly number[]): string {
  return listed(claims.flatMap(({ address }) => [...new Set(numbers)].map(n => code(joinHostPort(address, n)))));
}

function distinct(numbers: readonly number[]): string {
  return listed([...new Set(numbers)].map(number => code(String(number))));
}

/** Placeholders have no node yet, or one that is made up. */
function nodesWithEndpoint(ports: readonly ServicePortPlan[]): string {
  const endpoints = ports.flatMap(({ allEndpoints }) =>
    allEndpoints.filter(e => e.ready || (e.serving && e.terminating)),
  );
  const isKnown = endpoints.every(({ placeholder }) => !placeholder);
  const names = [...new Set(endpoints.flatMap(({ nodeName }) => nodeName ?? []))].sort(compareText);
  const named = isKnown && names.length ? ` (${listed(names.map(escapeMarkdown))})` : '';
  return ` on nodes with an endpoint${named}`;
}

const maxListed = 4;

function listed(texts: readonly string[]): string {
  const rest = texts.length - maxListed;
  return rest > 0 ? `${texts.slice(0, maxListed).join(', ')} and ${rest} more` : texts.join(', ');
}
