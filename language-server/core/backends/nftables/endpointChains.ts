/**
 * How nftables mode shares a Service port's traffic out: one random choice of a destination, or, with session affinity,
 * of an endpoint's chain, which remembers the client. In: the plan of one port. Out: chains, sets and rules.
 */
import { goto } from '../../netfilter/build.ts';
import type { Match } from '../../netfilter/ir.ts';
import type { Endpoint } from '../../routing/endpoint.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import type { PortChainNames, PortObjects } from './chains.ts';
import { endpointNames } from './names.ts';

type EndpointNames = ReadonlyMap<Endpoint, ReturnType<typeof endpointNames>>;

export function compileEndpoints(portPlan: ServicePortPlan, names: PortChainNames, objects: PortObjects): void {
  const { port, clusterEndpoints, localEndpoints, reachableEndpoints } = portPlan;
  const seconds = port.affinitySeconds;
  if (seconds === undefined) {
    addChoice(port, names.cluster, clusterEndpoints, objects);
    addChoice(port, names.local, localEndpoints, objects);
    return;
  }
  const own: EndpointNames = new Map(reachableEndpoints.map(endpoint => [endpoint, endpointNames(port, endpoint)]));
  addAffinityChoice(port, names.cluster, clusterEndpoints, own, objects);
  addAffinityChoice(port, names.local, localEndpoints, own, objects);
  for (const endpoint of reachableEndpoints) addEndpointChain(port, endpoint, own, seconds, objects);
}

function protocol(port: ServicePort): Match {
  return { kind: 'protocol', protocol: port.protocol };
}

function addChoice(port: ServicePort, chain: string, endpoints: readonly Endpoint[], objects: PortObjects): void {
  if (endpoints.length === 0) return;
  objects.chains.push({ name: chain, origin: port });
  objects.rules.push({
    chain,
    matches: [protocol(port)],
    statements: [{ kind: 'dnat-random', targets: endpoints }],
    origin: port,
  });
}

function addAffinityChoice(
  port: ServicePort,
  chain: string,
  endpoints: readonly Endpoint[],
  own: EndpointNames,
  objects: PortObjects,
): void {
  if (endpoints.length === 0) return;
  objects.chains.push({ name: chain, origin: port });
  for (const endpoint of endpoints) {
    const { chain: target, affinitySet } = own.get(endpoint)!;
    const had: Match = { kind: 'set', set: affinitySet, key: ['source-address'] };
    objects.rules.push({ chain, matches: [had], statements: [goto(target)], origin: endpoint });
  }
  const verdicts = endpoints.map(endpoint => goto(own.get(endpoint)!.chain));
  objects.rules.push({ chain, matches: [], statements: [{ kind: 'verdict-random', verdicts }], origin: port });
}

function addEndpointChain(
  port: ServicePort,
  endpoint: Endpoint,
  own: EndpointNames,
  timeoutSeconds: number,
  objects: PortObjects,
): void {
  const { chain, affinitySet } = own.get(endpoint)!;
  objects.chains.push({ name: chain, origin: endpoint });
  objects.sets.push({ name: affinitySet, kind: 'set', key: ['address'], timeoutSeconds, origin: endpoint });
  objects.rules.push(
    {
      chain,
      matches: [],
      statements: [{ kind: 'update-set', set: affinitySet, key: ['source-address'] }],
      origin: endpoint,
    },
    { chain, matches: [protocol(port)], statements: [{ kind: 'dnat', target: endpoint }], origin: endpoint },
  );
}
