/** What a chain name, address, address:port or port number stands for, in sentences. */
import { endpointChainName, servicePortChains, servicePortHash } from '../backends/iptables/names.ts';
import { endpointNames, servicePortChains as nftablesChains } from '../backends/nftables/names.ts';
import type { IpFamily, ProxyMode } from '../cluster/clusterSettings.ts';
import { type IpAddress, joinHostPort, parseAddress } from '../ip/address.ts';
import type { Endpoint } from '../routing/endpoint.ts';
import { locateOrigin, type Origin } from '../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';
import type { ServicePort } from '../routing/servicePort.ts';
import type { Locate } from './chains/chainGraph.ts';
import { hashedPurpose, oldChains } from './chains/oldChains.ts';
import { pluginPurpose } from './chains/pluginChains.ts';
import { sharedPurpose } from './chains/sharedChains.ts';
import { declaredChains } from './compilePlan.ts';
import { endpointDoubts } from './endpointDoubts.ts';
import { gapWords } from './gapWords.ts';
import { asRefused, refusedService, sourceAsWritten } from './ifAccepted.ts';
import type { ViewLocation } from './model.ts';
import { ifAccepted, refusalSentence } from './refusal.ts';
import { type RoutingSource, routingView } from './routingView.ts';
import { serviceRules } from './serviceRules.ts';
import { nodeAt } from './trace/nodeAt.ts';

export interface Explanation {
  readonly text: string;
  readonly location: ViewLocation | undefined;
  /** Of a Service that the API server refuses: why. It says what would hold if the Service were accepted. */
  readonly refused?: string;
}

interface Named {
  /** Everything that the token may be written as. */
  readonly tokens: readonly string[];
  readonly text: () => string;
  readonly origin: Origin;
  readonly port: ServicePort;
}

const bothFamilies: readonly IpFamily[] = ['IPv4', 'IPv6'];

/** In all modes, whichever is configured: a listing may come from another node. */
export function explainToken(token: string, source: RoutingSource, locate: Locate): Explanation[] {
  const wanted = normalise(token);
  const purpose = sharedPurpose(wanted) ?? pluginPurpose(wanted);
  if (purpose) return [{ text: `${wanted} ${purpose}`, location: undefined }];
  const locationOf = ({ origin }: Named) => {
    const place = locateOrigin(origin);
    return place && locate(place.source, place.path);
  };
  const found = named(wanted, source).map(item => ({
    text: [...doubtOf(item, source), item.text()].join(' '),
    location: locationOf(item),
  }));
  const refused = namedByRefused(wanted, source).map(({ item, refusal }) => {
    const sentence = refusalSentence(refusal);
    return { text: `${sentence} ${ifAccepted} ${item.text()}`, location: locationOf(item), refused: sentence };
  });
  const distinct = [...new Map([...found, ...refused].map(item => [item.text, item])).values()];
  if (distinct.length > 0) return distinct;
  const claimed = claimedByRefused(wanted, source, locate);
  return claimed.length > 0 ? claimed : unclaimed(wanted);
}

/** Services that are refused for what makes them impossible to program, such as an address that is none. */
function claimedByRefused(wanted: string, source: RoutingSource, locate: Locate): Explanation[] {
  const written = source.written?.model.services ?? [];
  return written.flatMap(service => {
    const { clusterIP = '', externalIPs, ports, source: place } = service;
    const isClaimed = [clusterIP, ...externalIPs, ...ports.flatMap(({ nodePort }) => nodePort ?? [])]
      .map(String)
      .includes(wanted);
    const refused = isClaimed ? asRefused(source, service) : undefined;
    if (!refused) return [];
    const sentence = refusalSentence(refused.refusal);
    return [{ text: `${sentence} It requests ${wanted}.`, location: locate(place, ['spec']), refused: sentence }];
  });
}

/** The form of a name tells what kind of chain it is, whatever Service it belongs to. */
function unclaimed(wanted: string): Explanation[] {
  const general = hashedPurpose(wanted);
  const text = `${wanted} ${general}; no Service in these files has a port or endpoint with this hash`;
  return general ? [{ text, location: undefined }] : [];
}

function named(wanted: string, source: RoutingSource): Named[] {
  return [...bothFamilies.flatMap(family => namedIn(family, wanted, source)), ...atNodeAddress(wanted, source)];
}

/** That the server may refuse the Service. */
function doubtOf({ port }: Named, source: RoutingSource): string[] {
  const service = source.cluster.servicesNamed({ namespace: port.namespace, name: port.serviceName }).at(-1);
  const refusal = service && source.refusalOf?.(service);
  return refusal ? [refusalSentence(refusal)] : [];
}

/** What the Services would have that the API server refuses. */
function namedByRefused(wanted: string, source: RoutingSource) {
  const written = sourceAsWritten(source);
  if (written === source) return [];
  return named(wanted, written).flatMap(item => {
    const { namespace, serviceName: name } = item.port;
    const found = refusedService(source, { namespace, name });
    return found ? [{ item, refusal: found.refusal }] : [];
  });
}

function namedIn(family: IpFamily, wanted: string, source: RoutingSource): Named[] {
  const routing = routingView(source);
  const plan = routing.shown.whole(routing.mode, family);
  return plan.servicePorts
    .flatMap(port => namesOf(port, { plan, source }))
    .filter(named => named.tokens.some(name => meets(wanted, name)));
}

/** A node port at a Node's address is the node port, in the families that the Service has. */
function atNodeAddress(wanted: string, source: RoutingSource): Named[] {
  const at = splitHostPort(wanted);
  const node = at && nodeAt(source.cluster, at.address);
  if (!at || node === undefined) return [];
  const { address, port } = at;
  const inFamily = (family: IpFamily) => namedIn(family, String(port), source);
  const own = inFamily(address.family);
  if (own.length) return own.map(named => ({ ...named, text: () => `${wanted} is on node ${node}: ${named.text()}` }));
  const other = address.family === 'IPv4' ? 'IPv6' : 'IPv4';
  const why = `${other} only: nothing is programmed for ${address.text}`;
  return inFamily(other).map(named => ({ ...named, text: () => `${named.text()}, ${why}` }));
}

function splitHostPort(text: string): { address: IpAddress; port: number } | undefined {
  const found = /^\[(.*)\]:(\d+)$/.exec(text) ?? /^([\d.]+):(\d+)$/.exec(text);
  const address = found ? parseAddress(found[1]!) : undefined;
  return address && { address, port: Number(found![2]) };
}

/** The hash alone is enough of an nftables name: "service-IFZNBIPF". */
function meets(wanted: string, name: string): boolean {
  return name === wanted || (/^[a-z]+-[A-Z2-7]{8}$/.test(wanted) && name.startsWith(`${wanted}-`));
}

/** Addresses in canonical form, so that 2001:DB8:0::1 finds 2001:db8::1. */
function normalise(token: string): string {
  const bracketed = /^\[(.*)\](?::(\d+))?$/.exec(token);
  const address = parseAddress(bracketed?.[1] ?? token);
  if (!address) return token;
  return bracketed?.[2] ? joinHostPort(address, Number(bracketed[2])) : address.text;
}

/** What is known around a port. */
interface Around {
  readonly plan: RoutingPlan;
  readonly source: RoutingSource;
}

function namesOf(plan: ServicePortPlan, around: Around): Named[] {
  const endpoints = plan.allEndpoints.map(endpoint => endpointName(plan, endpoint, around));
  return [...chainNames(plan, around), ...oldChainNames(plan), ...addressNames(plan), ...endpoints];
}

function portText({ port }: ServicePortPlan): string {
  return `Service ${port.namespace}/${port.serviceName}, port ${port.portName ? `${port.portName} (${port.port})` : port.port}/${port.protocol}`;
}

const chainPurposes = {
  external: 'external traffic (node ports, external IPs, load balancers) of',
  firewall: 'load-balancer traffic, filtered by source range, of',
  cluster: 'traffic to all endpoints of',
  local: 'traffic to the endpoints on this node of',
} as const;

type ChainRole = keyof typeof chainPurposes;

function chainNames(plan: ServicePortPlan, around: Around): Named[] {
  const { port } = plan;
  const byMode = {
    iptables: servicePortChains(servicePortHash(port.name, port.protocol)),
    nftables: nftablesChains(port),
  };
  return (Object.keys(chainPurposes) as ChainRole[]).flatMap(role =>
    (['iptables', 'nftables'] as const).map(mode => {
      const name = byMode[mode][role];
      const text = () =>
        isDeclared(name, plan, mode, around)
          ? `${name} takes ${chainPurposes[role]} ${portText(plan)}`
          : `${name} is the name of the chain for ${chainPurposes[role]} ${portText(plan)}; ${whyAbsent(role, plan, around)}`;
      return { tokens: [name], text, origin: port, port };
    }),
  );
}

function oldChainNames(plan: ServicePortPlan): Named[] {
  return oldChains(plan).map(({ name, purpose, until }) => ({
    tokens: [name],
    text: () => `${name} is the name that kube-proxy before ${until} gives the chain for ${purpose} ${portText(plan)}`,
    origin: plan.port,
    port: plan.port,
  }));
}

/** Whether the rules of the node that is shown hold the chain. */
function isDeclared(chain: string, { port }: ServicePortPlan, mode: ProxyMode, { plan, source }: Around): boolean {
  const service = { namespace: port.namespace, name: port.serviceName };
  const { compiled } = serviceRules(routingView(source), { service, mode, family: plan.family });
  return compiled?.kind === 'ruleset' && declaredChains(compiled.ruleset).has(chain);
}

function whyAbsent(role: ChainRole, plan: ServicePortPlan, { plan: { nodeName }, source }: Around): string {
  const { port, hasEndpoints } = plan;
  if (!hasEndpoints) return `${nodeName} has no such chain: ${withoutEndpoints(plan, source)}`;
  const why: Readonly<Record<ChainRole, string>> = {
    external: 'the port has no node port, external IP or load-balancer address',
    firewall: 'it has no load-balancer address with loadBalancerSourceRanges',
    cluster: 'internalTrafficPolicy is Local, and nothing else leads to all endpoints',
    local:
      port.internalPolicyLocal || port.externalPolicyLocal
        ? `no endpoint runs on ${nodeName}`
        : 'no traffic policy of the Service is Local',
  };
  return `${nodeName} has no such chain: ${why[role]}`;
}

function withoutEndpoints({ port, allEndpoints }: ServicePortPlan, source: RoutingSource): string {
  const service = source.cluster.servicesNamed({ namespace: port.namespace, name: port.serviceName }).at(-1);
  const unsure = service && gapWords(endpointDoubts(service, source));
  const none = allEndpoints.length ? 'no endpoint is ready' : 'the Service has no endpoints';
  return unsure ? `the manifests show no endpoint that is ready (${unsure})` : `${none}, so its traffic is rejected`;
}

function addressNames(plan: ServicePortPlan): Named[] {
  const { port } = plan;
  const claims = [
    { what: 'the cluster IP', claim: port.clusterIp },
    ...port.externalIps.map(claim => ({ what: 'an external IP', claim })),
    ...port.loadBalancerVips.map(claim => ({ what: 'a load-balancer address', claim })),
  ];
  const addresses = claims.map(({ what, claim: { address, origin } }) => ({
    tokens: [address.text, joinHostPort(address, port.port)],
    text: () => `${address.text} is ${what} of ${portText(plan)}`,
    origin,
    port,
  }));
  const ports = [
    { what: 'the node port', claim: port.nodePort },
    { what: 'the health check node port', claim: port.healthCheckNodePort },
  ].flatMap(({ what, claim }) =>
    claim
      ? [
          {
            tokens: [String(claim.port)],
            text: () => `${claim.port} is ${what} of ${portText(plan)}`,
            origin: claim.origin,
            port,
          },
        ]
      : [],
  );
  return [...addresses, ...ports];
}

function endpointName(plan: ServicePortPlan, endpoint: Endpoint, { plan: { nodeName } }: Around): Named {
  const chain = endpointChainName(plan.port.name, plan.port.protocol, endpoint.text);
  const nftables = endpointNames(plan.port, endpoint);
  const isUsed = plan.reachableEndpoints.includes(endpoint);
  const where = endpoint.nodeName ? ` on ${endpoint.nodeName}` : '';
  const placeholder = endpoint.placeholder ? ', a placeholder' : '';
  const use = isUsed ? ` (${chain})` : `; it gets no traffic from ${nodeName}, which has no chain for it`;
  return {
    tokens: [chain, nftables.chain, nftables.affinitySet, endpoint.text, endpoint.address.text],
    text: () => `${endpoint.text}${where} is an endpoint of ${portText(plan)}${placeholder}${use}`,
    origin: endpoint,
    port: plan.port,
  };
}
