import type { EndpointPort, Service, ServicePortSpec } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { portLabel, slicePorts, subsetPorts } from '../drafts.ts';
import { bareService, endpointSlice, endpoints } from '../examples.ts';
import { insertion, removal, replacement } from '../fixes.ts';
import { describe, hasSelector, isExternalName, isHeadless, protocolOf, quote, targetPortOf } from '../serviceFacts.ts';

export const endpointsPortNameMismatch = defineRule({
  id: 'endpoints-port-name-mismatch',
  kinds: ['Endpoints', 'EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  assumes: 'document',
  summary: 'A port name or protocol that the Service does not have.',
  rationale: `Endpoints and EndpointSlices meet their Service port by name and protocol, not by number. A Service with one unnamed port needs an unnamed
port here. A Service port that finds no partner has no endpoints: connections to it are refused.`,
  *check(context) {
    const { object, cluster } = context;
    const service = serviceOf(context);
    if (!service || isHeadless(service) || isExternalName(service) || isAmbiguous(cluster, service)) return;
    if (object.kind === 'Endpoints' && hasSelector(service)) return;
    const placed = object.kind === 'Endpoints' ? subsetPorts(object) : slicePorts(object);
    const all = object.kind === 'Endpoints' ? placed : cluster.slicesOf(service).flatMap(slicePorts);
    const lonely = service.ports.filter(port => !all.some(p => meets(port, p.port)));
    if (lonely.length === 0) return;
    for (const { port, path, index } of placed) {
      if (service.ports.some(servicePort => meets(servicePort, port))) continue;
      const partner =
        lonely.find(p => (p.name ?? '') === (port.name ?? '')) ??
        lonely.find(p => targetPortOf(p) === port.port || p.port === port.port) ??
        lonely[0]!;
      const isProtocol = (partner.name ?? '') === (port.name ?? '');
      const mine = port.name ? `named ${quote(port.name)}` : 'unnamed';
      const theirs = partner.name ? `named ${quote(partner.name)}` : 'unnamed';
      const why = isProtocol
        ? `${protocolOf(port)}, that of ${describe(service)} is ${protocolOf(partner)}`
        : `${mine}, that of ${describe(service)} is ${theirs}`;
      const at = locationOf(context, service, ['spec', 'ports'], 'the ports of the Service');
      yield {
        path: [...path, isProtocol ? 'protocol' : port.name ? 'name' : 'port'],
        message: `${describe(object)}: ${portLabel(port, index)} is ${why}. Ports meet by name and protocol, so the Service's ${portLabel(partner, service.ports.indexOf(partner))} has no endpoints.`,
        related: [at],
        suggestions: [isProtocol ? protocolOf(partner) : (partner.name ?? '')],
      };
    }
  },
  fixes: (draft, context) => {
    const wanted = draft.suggestions?.[0] ?? '';
    const key = draft.path.at(-1);
    const namePath = [...draft.path.slice(0, -1), 'name'];
    if (wanted === '') return removal(context, namePath, { title: 'Remove name, as the Service has none' });
    if (key !== 'port') return replacement(context, draft.path, wanted, { title: `Change to ${wanted}` });
    return insertion(context, namePath, wanted, { title: `Add name: ${wanted}` });
  },
  examples: {
    bad: [
      {
        text: `${bareService(`
  ports: [{ name: mysql, port: 3306 }]
`)}---
${endpoints(`
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports:
      - name: db
        #     ^^
        port: 3306
`)}`,
        fixed: `${bareService(`
  ports: [{ name: mysql, port: 3306 }]
`)}---
${endpoints(`
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports:
      - name: mysql
        port: 3306
`)}`,
      },
      {
        text: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ name: http, port: 80 }]
#               ^^^^
`)}`,
        fixed: `${bareService(`
  ports: [{ port: 80 }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 80 }]
`)}`,
      },
    ],
    good: [
      {
        text: `${bareService(`
  ports: [{ name: mysql, port: 3306 }]
`)}---
${endpoints(`
subsets:
  - addresses: [{ ip: 192.168.1.100 }]
    ports: [{ name: mysql, port: 3306 }, { name: extra, port: 33060 }]
`)}`,
      },
    ],
  },
});

function serviceOf({ object, cluster }: RuleContext<'Endpoints' | 'EndpointSlice'>): Service | undefined {
  const name = object.kind === 'Endpoints' ? object.name : object.labels[serviceNameLabel];
  return name ? cluster.servicesNamed({ namespace: object.namespace, name }).at(-1) : undefined;
}

function meets(servicePort: ServicePortSpec, port: EndpointPort): boolean {
  return (servicePort.name ?? '') === (port.name ?? '') && protocolOf(servicePort) === protocolOf(port);
}
