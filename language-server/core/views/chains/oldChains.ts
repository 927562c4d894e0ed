/**
 * Names of chains of a Service port beyond those that this release writes for the Services at hand. In: the port's plan,
 * or a name. Out: the names of older releases, what the chains are for, and the first release that no longer has them.
 */
import { endpointChainName, servicePortChains, servicePortHash } from '../../backends/iptables/names.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';

export interface OldChain {
  readonly name: string;
  /** Completes "the chain for …", before the Service port. */
  readonly purpose: string;
  /** "1.24" */
  readonly until: string;
}

const xlbPurpose = 'external traffic under externalTrafficPolicy Local of';

export function oldChains(plan: ServicePortPlan): readonly OldChain[] {
  const { name, protocol, portName } = plan.port;
  const xlb = { name: `KUBE-XLB-${servicePortHash(name, protocol)}`, purpose: xlbPurpose, until: '1.24' };
  return portName ? [xlb] : [xlb, ...chainsWithColon(plan)];
}

/** Before 1.19 a port without a name was "namespace/service:" to the hash (pkg/proxy/types.go, ServicePortName.String). */
function chainsWithColon({ port, allEndpoints }: ServicePortPlan): readonly OldChain[] {
  const name = `${port.name}:`;
  const hash = servicePortHash(name, port.protocol);
  const { cluster, firewall } = servicePortChains(hash);
  const until = '1.19';
  return [
    { name: cluster, purpose: 'traffic to all endpoints of', until },
    { name: firewall, purpose: 'load-balancer traffic of', until },
    { name: `KUBE-XLB-${hash}`, purpose: xlbPurpose, until },
    ...allEndpoints.map(({ text }) => ({
      name: endpointChainName(name, port.protocol, text),
      purpose: `traffic to the endpoint ${text} of`,
      until,
    })),
  ];
}

const servicePortPrefixes: readonly (readonly [RegExp, string])[] = [
  [/^KUBE-SVC-[A-Z2-7]{16}$/, 'picks an endpoint for all traffic of one Service port'],
  [/^KUBE-SVL-[A-Z2-7]{16}$/, 'picks an endpoint on this node for one Service port (traffic policy Local, since 1.24)'],
  [/^KUBE-EXT-[A-Z2-7]{16}$/, 'takes the external traffic of one Service port (since 1.24)'],
  [/^KUBE-FW-[A-Z2-7]{16}$/, 'takes the load-balancer traffic of one Service port and checks its source'],
  [
    /^KUBE-XLB-[A-Z2-7]{16}$/,
    'takes the external traffic of one Service port under externalTrafficPolicy Local (before 1.24)',
  ],
  [/^KUBE-SEP-[A-Z2-7]{16}$/, 'translates the destination to one endpoint of a Service port'],
  [/^service-[A-Z2-7]{8}(?:-|$)/, 'picks an endpoint for all traffic of one Service port'],
  [/^local-[A-Z2-7]{8}(?:-|$)/, 'picks an endpoint on this node for one Service port (traffic policy Local)'],
  [/^external-[A-Z2-7]{8}(?:-|$)/, 'takes the external traffic of one Service port'],
  [/^firewall-[A-Z2-7]{8}(?:-|$)/, 'checks the source of the load-balancer traffic of one Service port'],
  [/^endpoint-[A-Z2-7]{8}(?:-|$)/, 'translates the destination to one endpoint of a Service port'],
  [/^affinity-[A-Z2-7]{8}(?:-|$)/, 'is the set of clients that one endpoint has by session affinity'],
];

/** What a chain with a hash is for that belongs to no Service port at hand. */
export function hashedPurpose(name: string): string | undefined {
  return servicePortPrefixes.find(([pattern]) => pattern.test(name))?.[1];
}
