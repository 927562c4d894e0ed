/**
 * The chains that share a Service port's traffic out to its endpoints, and the chain of each endpoint. These are nearly
 * all the rules of a big cluster, so what several rules can share is made once.
 */
import { from, jump, withProtocol } from '../../netfilter/build.ts';
import type { Match, Rule, Statement } from '../../netfilter/ir.ts';
import type { Endpoint } from '../../routing/endpoint.ts';
import type { Origin } from '../../routing/origin.ts';
import { toMarkMasquerade } from '../iptablesRules.ts';
import type { PortCompilation } from './chains.ts';
import { endpointChainName } from './names.ts';

/** Jumps to the chains of all endpoints that this node's rules can reach, by endpoint. */
type EndpointJumps = ReadonlyMap<Endpoint, { readonly kind: 'jump'; readonly chain: string }>;

export function compileEndpoints(c: PortCompilation): void {
  const { port, portPlan, natChains } = c;
  const jumps: EndpointJumps = new Map(
    portPlan.reachableEndpoints.map(endpoint => [
      endpoint,
      jump(endpointChainName(port.name, port.protocol, endpoint.text)),
    ]),
  );
  compileDispatch(c, c.names.cluster, portPlan.clusterEndpoints, jumps);
  compileDispatch(c, c.names.local, portPlan.localEndpoints, jumps);
  for (const [endpoint, { chain }] of jumps) {
    natChains.push({ name: chain, origin: endpoint });
    compileEndpoint(c, chain, endpoint);
  }
}

function hasComments(c: PortCompilation): boolean {
  return !c.plan.isLargeCluster;
}

/** First the endpoint that this client had before, if it is remembered; else each with the same chance. */
function compileDispatch(
  c: PortCompilation,
  chain: string,
  endpoints: readonly Endpoint[],
  jumps: EndpointJumps,
): void {
  if (endpoints.length === 0) return;
  c.natChains.push({ name: chain, origin: c.port });
  const seconds = c.port.affinitySeconds;
  if (seconds !== undefined) {
    for (const endpoint of endpoints) {
      const target = jumps.get(endpoint)!;
      const list = target.chain;
      c.nat.push(dispatchRule(c, chain, endpoint, [{ kind: 'recently-seen', list, seconds, reap: true }], target));
    }
  }
  for (let i = 0; i < endpoints.length; i++) {
    const endpoint = endpoints[i]!;
    c.nat.push(dispatchRule(c, chain, endpoint, oneIn(endpoints.length - i), jumps.get(endpoint)!));
  }
}

const none: readonly Match[] = [];
const chances: (readonly Match[])[] = [];

/** One packet in `count` of those that are left; the last endpoint takes them all. */
function oneIn(count: number): readonly Match[] {
  if (count === 1) return none;
  chances[count] ??= [{ kind: 'chance', oneIn: count }];
  return chances[count];
}

function dispatchRule(
  c: PortCompilation,
  chain: string,
  endpoint: Endpoint,
  matches: readonly Match[],
  statement: Statement,
): Rule<Origin> {
  const comment = hasComments(c) ? `${c.port.name} -> ${endpoint.text}` : undefined;
  return { chain, matches, statements: [statement], comment, origin: endpoint };
}

const masqueradeStatements: readonly Statement[] = [toMarkMasquerade];

/** An endpoint that calls its own Service is masqueraded, or it would answer itself; then the packet is sent there. */
function compileEndpoint(c: PortCompilation, chain: string, endpoint: Endpoint): void {
  const { port } = c;
  const comment = hasComments(c) ? port.name : undefined;
  const protocol = withProtocol(port.protocol);
  const matches: Match[] =
    port.affinitySeconds === undefined ? [protocol] : [{ kind: 'remember', list: chain }, protocol];
  c.nat.push(
    { chain, matches: [from(endpoint.address)], statements: masqueradeStatements, comment, origin: endpoint },
    { chain, matches, statements: [{ kind: 'dnat', target: endpoint }], comment, origin: endpoint },
  );
}
