/**
 * Names that older releases of kube-proxy give the chains of a Service port. In: the port's plan. Out: names, what the
 * chains are for, and the first release that no longer has them.
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
