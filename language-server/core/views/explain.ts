/** What a chain name, address, address:port or port number stands for, in sentences. */
import { endpointChainName, servicePortChains, servicePortHash } from '../backends/iptables/names.ts';
import { endpointNames, servicePortChains as nftablesChains } from '../backends/nftables/names.ts';
import type { IpFamily } from '../cluster/clusterSettings.ts';
import { joinHostPort, parseAddress } from '../ip/address.ts';
import type { Endpoint } from '../routing/endpoint.ts';
import { locateOrigin, type Origin } from '../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';
import type { Locate } from './chains/chainGraph.ts';
import { sharedPurpose } from './chains/sharedChains.ts';
import type { ViewLocation } from './model.ts';
import type { RoutingView } from './routingView.ts';

export interface Explanation {
  readonly text: string;
  readonly location: ViewLocation | undefined;
}

interface Named {
  /** Everything that the token may be written as. */
  readonly tokens: readonly string[];
  readonly text: string;
  readonly origin: Origin;
}

const bothFamilies: readonly IpFamily[] = ['IPv4', 'IPv6'];

/** In all modes, whichever is configured: a listing may come from another node. */
export function explainToken(token: string, routing: RoutingView, locate: Locate): Explanation[] {
  const wanted = normalise(token);
  const purpose = sharedPurpose(wanted);
  if (purpose) return [{ text: `${wanted} ${purpose}`, location: undefined }];
  const found = bothFamilies.flatMap(family => {
    const plan = routing.shown.whole(routing.mode, family);
    return plan.servicePorts
      .flatMap(port => namesOf(port, plan))
      .filter(named => named.tokens.some(name => meets(wanted, name)));
  });
  const unique = new Map(found.map(({ text, origin }) => [text, origin]));
  return [...unique].map(([text, origin]) => {
    const place = locateOrigin(origin);
    return { text, location: place && locate(place.source, place.path) };
  });
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

function namesOf(plan: ServicePortPlan, whole: RoutingPlan): Named[] {
  return [...chainNames(plan), ...addressNames(plan), ...plan.allEndpoints.map(e => endpointName(plan, e, whole))];
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

function chainNames(plan: ServicePortPlan): Named[] {
  const { port } = plan;
  const iptables = servicePortChains(servicePortHash(port.name, port.protocol));
  const nftables = nftablesChains(port);
  return (Object.keys(chainPurposes) as (keyof typeof chainPurposes)[]).flatMap(key =>
    [iptables[key], nftables[key]].map(name => ({
      tokens: [name],
      text: `${name} takes ${chainPurposes[key]} ${portText(plan)}`,
      origin: port,
    })),
  );
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
    text: `${address.text} is ${what} of ${portText(plan)}`,
    origin,
  }));
  const ports = [
    { what: 'the node port', claim: port.nodePort },
    { what: 'the health check node port', claim: port.healthCheckNodePort },
  ].flatMap(({ what, claim }) =>
    claim
      ? [{ tokens: [String(claim.port)], text: `${claim.port} is ${what} of ${portText(plan)}`, origin: claim.origin }]
      : [],
  );
  return [...addresses, ...ports];
}

function endpointName(plan: ServicePortPlan, endpoint: Endpoint, { nodeName }: RoutingPlan): Named {
  const chain = endpointChainName(plan.port.name, plan.port.protocol, endpoint.text);
  const nftables = endpointNames(plan.port, endpoint);
  const used = plan.reachableEndpoints.includes(endpoint) ? '' : `; it gets no traffic from ${nodeName}`;
  const where = endpoint.nodeName ? ` on ${endpoint.nodeName}` : '';
  return {
    tokens: [chain, nftables.chain, nftables.affinitySet, endpoint.text, endpoint.address.text],
    text: `${endpoint.text}${where} is an endpoint of ${portText(plan)} (${chain})${endpoint.placeholder ? ', a placeholder' : ''}${used}`,
    origin: endpoint,
  };
}
