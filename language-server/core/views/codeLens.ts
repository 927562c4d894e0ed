/** The line above each Service: "3 endpoints · KUBE-SVC-… · Show chains | Trace a packet…". */
import { serviceChainName } from '../backends/iptables/names.ts';
import type { Service } from '../cluster/objects.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import type { CodeLensView } from './model.ts';
import { type RoutingSource, routingView } from './routingView.ts';
import { firstFamily, hasNoRules } from './serviceOf.ts';
import { serviceRules } from './serviceRules.ts';

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
  const routing = routingView(source);
  const { mode } = routing;
  const { ports } = serviceRules(routing, { service, mode, family: firstFamily(service, routing.families) });
  if (service.type === 'ExternalName') return `ExternalName ${service.externalName ?? ''} · no rules`;
  if (service.clusterIP === 'None') return 'headless · no rules';
  return [endpointCount(ports), ...chainNames(ports, mode), 'Show chains'].join(' · ');
}

/** Endpoints that traffic can reach from this node, counted once for each address. */
function endpointCount(ports: readonly ServicePortPlan[]): string {
  const addresses = new Set(ports.flatMap(plan => plan.reachableEndpoints.map(endpoint => endpoint.address.text)));
  const isPlaceholder = ports.some(plan => plan.reachableEndpoints.some(endpoint => endpoint.placeholder));
  const word = addresses.size === 1 ? 'endpoint' : 'endpoints';
  return `${addresses.size} ${isPlaceholder ? 'placeholder ' : ''}${word}`;
}

const maxChains = 2;

function chainNames(ports: readonly ServicePortPlan[], mode: string): string[] {
  if (mode !== 'iptables') return [mode];
  const names = ports.map(({ port }) => serviceChainName(port.name, port.protocol));
  const rest = names.length - maxChains;
  return rest > 0 ? [...names.slice(0, maxChains), `${rest} more`] : names;
}
