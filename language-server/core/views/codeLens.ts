/** The line above each Service: "3 endpoints · KUBE-SVC-… · Show chains | Trace a packet…". */
import { servicePortChains, servicePortHash } from '../backends/iptables/names.ts';
import type { Service } from '../cluster/objects.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import { portsOf } from './compilePlan.ts';
import { endpointDoubts } from './endpointDoubts.ts';
import type { CodeLensView } from './model.ts';
import { endpointCount, internalVerdict, type PortsOnNode } from './portEndpoints.ts';
import { isCertain } from './refusal.ts';
import { type RoutingSource, routingView } from './routingView.ts';
import { firstFamily, hasNoRules } from './serviceOf.ts';

export function codeLensesOf(services: readonly Service[], source: RoutingSource): CodeLensView[] {
  return services.flatMap(service => {
    const range = service.source.nameRange;
    const ref = { file: service.source.file, namespace: service.namespace, name: service.name };
    const chains: CodeLensView = {
      range,
      title: lensTitle(service, source),
      action: { kind: 'show-chains', title: 'Show chains', service: ref },
    };
    if (hasNoRules(service)) return [chains];
    return [chains, { range, title: traceTitle, action: { kind: 'trace', title: traceTitle, service: ref } }];
  });
}

const traceTitle = 'Trace a packet…';

function lensTitle(service: Service, source: RoutingSource): string {
  const refusal = source.refusalOf?.(service);
  if (isCertain(refusal)) return `refused: ${refusal.why} · Show chains`;
  const routing = routingView(source);
  const { mode, node } = routing;
  if (service.type === 'ExternalName') return `ExternalName ${service.externalName ?? ''} · no rules`;
  if (service.clusterIP === 'None') return 'headless · no rules';
  const family = firstFamily(service, routing.families);
  const ports = portsOf(routing.shown.one(service, mode, family), service);
  if (ports.length === 0) return 'no rules · Show chains';
  const onNode = { ports, mode, nodeName: node.name, gaps: endpointDoubts(service, source) };
  const doubt = refusal && refusal.doubt !== 'stored' ? ['may be refused'] : [];
  return [...doubt, endpointCount(onNode), ...chainNames(onNode), 'Show chains'].join(' · ');
}

const maxChains = 2;

/** The chains that traffic to the cluster IP comes to, or what is done to it in their place. */
function chainNames(onNode: PortsOnNode): string[] {
  const { ports, mode } = onNode;
  const served = ports.filter(plan => !internalVerdict(plan, onNode));
  const names = mode === 'iptables' ? served.map(chainName) : served.length ? [mode] : [];
  const verdicts = new Set(ports.flatMap(plan => internalVerdict(plan, onNode) ?? []));
  const rest = names.length - maxChains;
  return [...(rest > 0 ? [...names.slice(0, maxChains), `${rest} more`] : names), ...verdicts];
}

function chainName({ port }: ServicePortPlan): string {
  const { local, cluster } = servicePortChains(servicePortHash(port.name, port.protocol));
  return port.internalPolicyLocal ? local : cluster;
}
