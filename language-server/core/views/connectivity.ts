/**
 * Who can reach a Service, and how, in one line. In: the plans of its ports in one mode and family. Out: a sentence in
 * Markdown, escaped; "" where there is nothing to say.
 */
import type { ProxyMode } from '../cluster/clusterSettings.ts';
import type { Service } from '../cluster/objects.ts';
import { joinHostPort } from '../ip/address.ts';
import type { Protocol } from '../netfilter/ir.ts';
import { compareText } from '../routing/endpoint.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import type { ClaimedAddress, ServicePort } from '../routing/servicePort.ts';
import type { EndpointDoubt } from './endpointDoubts.ts';
import { gapWords } from './gapWords.ts';
import { code, escapeMarkdown } from './markdown.ts';

export interface Reachability {
  readonly mode: ProxyMode;
  /** The cluster IP is a stand-in: the API server will choose another. */
  readonly assumed: boolean;
  readonly service: Service;
  /** Why the endpoints may not be all that the manifests show. */
  readonly gaps: readonly EndpointDoubt[];
}

export function connectivity(ports: readonly ServicePortPlan[], facts: Reachability): string {
  const served = ports.filter(({ hasEndpoints }) => hasEndpoints);
  const unserved = ports.filter(({ hasEndpoints }) => !hasEndpoints);
  if (ports.length === 0) return byNameAlone(facts.service);
  const unsure = gapWords(facts.gaps);
  if (served.length === 0 && unsure)
    return `Reachable: not known, ${whyUnserved(unserved)} here, but ${escapeMarkdown(unsure)}.`;
  if (served.length === 0) return `Not reachable: ${whyUnserved(unserved)}.`;
  const numbers = unserved.map(({ port }) => code(portText(port)));
  const why = `${whyUnserved(unserved)}${unsure ? ' in the manifests' : ''}`;
  const rest = unserved.length ? [`not via port ${numbers.join(', ')}: ${why}`] : [];
  return `Reachable: ${[inside(served, facts), outside(served, facts), ...rest].join('; ')}.`;
}

/** Without rules it is DNS that leads there. */
function byNameAlone({ type, externalName, clusterIP }: Service): string {
  if (type === 'ExternalName')
    return `Reachable: as ${code(externalName ?? '')}, whose name DNS gives; nodes take no part.`;
  if (clusterIP !== 'None') return '';
  return 'Reachable: pods via the addresses of its pods, which DNS gives; not from outside.';
}

function whyUnserved(ports: readonly ServicePortPlan[]): string {
  return ports.every(({ allEndpoints }) => allEndpoints.length === 0) ? 'no endpoints' : 'no endpoint is ready';
}

function inside(ports: readonly ServicePortPlan[], { mode, assumed }: Reachability): string {
  const first = ports[0]!;
  const address = assumed
    ? `the cluster IP, port ${distinct(ports.map(({ port }) => portText(port)))}`
    : addressed([first.port.clusterIp], ports);
  return `pods via ${address}${isConfined(first, mode) ? nodesWithEndpoint(ports) : ''}`;
}

/** To nodes with an endpoint. In ipvs mode all endpoints stand in for local ones, where the port uses them for anything. */
function isConfined({ port, clusterEndpoints }: ServicePortPlan, mode: ProxyMode): boolean {
  return port.internalPolicyLocal && !(mode === 'ipvs' && clusterEndpoints.length > 0);
}

function outside(ports: readonly ServicePortPlan[], { mode, service }: Reachability): string {
  const { port } = ports[0]!;
  const nodePorts = ports.flatMap(({ port: { nodePort, protocol } }) =>
    nodePort ? [withProtocol(String(nodePort.port), protocol)] : [],
  );
  const ways = [
    ...(nodePorts.length ? [`node port ${distinct(nodePorts)}`] : []),
    ...(port.loadBalancerVips.length ? [`load balancer ${addressed(port.loadBalancerVips, ports)}`] : []),
    ...balancers(service, port),
    ...(port.externalIps.length ? [`external IP ${addressed(port.externalIps, ports)}`] : []),
  ];
  if (ways.length === 0) return 'not from outside';
  const named = isConfined(ports[0]!, mode) ? ' on the same nodes' : nodesWithEndpoint(ports);
  const where = port.externalPolicyLocal ? named : '';
  return `outside via ${ways.join(', ')}${where}${rangesText(ports[0]!)}`;
}

/** Those that nodes leave alone, and that no controller has answered for yet. */
function balancers({ type, loadBalancerIngress }: Service, { loadBalancerVips }: ServicePort): string[] {
  const proxies = loadBalancerIngress.flatMap(({ ip, ipMode }) => (ip && ipMode === 'Proxy' ? [code(ip)] : []));
  if (proxies.length) return [`load balancer ${listed(proxies)} (ipMode: Proxy, past the nodes’ rules)`];
  const hasName = loadBalancerIngress.some(({ ip }) => !ip);
  if (type !== 'LoadBalancer' || loadBalancerVips.length || hasName) return [];
  return ['a load balancer once it has an address'];
}

/** Source ranges guard load-balancer addresses alone. */
function rangesText({ port: { loadBalancerVips, sourceRanges } }: ServicePortPlan): string {
  if (loadBalancerVips.length === 0 || sourceRanges.length === 0) return '';
  return `, the load balancer from ${listed(sourceRanges.map(({ range }) => code(range.text)))} only`;
}

function addressed(claims: readonly ClaimedAddress[], ports: readonly ServicePortPlan[]): string {
  const texts = claims.flatMap(({ address }) =>
    ports.map(({ port }) => withProtocol(joinHostPort(address, port.port), port.protocol)),
  );
  return listed([...new Set(texts)].map(code));
}

/** TCP goes without saying. */
function withProtocol(text: string, protocol: Protocol): string {
  return protocol === 'tcp' ? text : `${text}/${protocol}`;
}

function portText({ port, protocol }: ServicePort): string {
  return withProtocol(String(port), protocol);
}

function distinct(texts: readonly string[]): string {
  return listed([...new Set(texts)].map(code));
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
