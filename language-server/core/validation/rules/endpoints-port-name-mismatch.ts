import type { EndpointPort, Service, ServicePortSpec } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { insertEntry, prependEntry, removeEntry, replaceScalar, type TextEdit } from '../../yaml/edits.ts';
import { type FieldPath, nodeAt, rangeAt } from '../../yaml/manifestNode.ts';
import { isAmbiguous, locationOf } from '../crossObject.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { type PlacedPort, portLabel, slicePorts, subsetPorts } from '../drafts.ts';
import { bareService, endpointSlice, endpoints } from '../examples.ts';
import { fix } from '../fixes.ts';
import { describe, hasSelector, isExternalName, isHeadless, protocolOf, quote, targetPortOf } from '../serviceFacts.ts';

type Context = RuleContext<'Endpoints' | 'EndpointSlice'>;

export const endpointsPortNameMismatch = defineRule({
  id: 'endpoints-port-name-mismatch',
  kinds: ['Endpoints', 'EndpointSlice'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
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
    for (const mine of placed) {
      if (service.ports.some(servicePort => meets(servicePort, mine.port))) continue;
      yield mismatch(context, service, mine, partnerOf(mine.port, lonely));
    }
  },
  fixes: (draft, context) => {
    const [name, protocol] = (draft.suggestions ?? []).map(String);
    const item = draft.path.slice(0, -1);
    const edits = [...nameEdits(context, item, name ?? ''), ...protocolEdits(context, item, protocol ?? 'TCP')];
    const isProtocol = draft.path.at(-1) === 'protocol';
    const rename = name === '' ? 'Remove name, as the Service has none' : `Write name: ${name}`;
    return fix(context, { title: isProtocol ? `Write protocol: ${protocol}` : rename }, edits);
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
      {
        title: 'Name and protocol both',
        text: `${bareService(`
  ports: [{ name: dns, port: 53, protocol: UDP }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 53 }]
#               ^^
`)}`,
        fixed: `${bareService(`
  ports: [{ name: dns, port: 53, protocol: UDP }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ name: dns, port: 53, protocol: UDP }]
`)}`,
      },
      {
        title: 'Without protocol it is TCP',
        text: `${bareService(`
  ports: [{ name: dns, port: 53, protocol: UDP }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports:
  - name: dns
    port: 53
    #     ^^
`)}`,
        fixed: `${bareService(`
  ports: [{ name: dns, port: 53, protocol: UDP }]
`)}---
${endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports:
  - name: dns
    port: 53
    protocol: UDP
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

function serviceOf({ object, cluster }: Context): Service | undefined {
  const name = object.kind === 'Endpoints' ? object.name : object.labels[serviceNameLabel];
  return name ? cluster.servicesNamed({ namespace: object.namespace, name }).at(-1) : undefined;
}

/** The Service port that this one was likely meant for, of those that have no endpoints yet. */
function partnerOf(port: EndpointPort, lonely: readonly ServicePortSpec[]): ServicePortSpec {
  return (
    lonely.find(p => nameOf(p) === nameOf(port)) ??
    lonely.find(p => targetPortOf(p) === port.port || p.port === port.port) ??
    lonely[0]!
  );
}

function mismatch(
  context: Context,
  service: Service,
  { port, path, index }: PlacedPort,
  partner: ServicePortSpec,
): Draft {
  const isProtocol = nameOf(partner) === nameOf(port);
  const called = (p: EndpointPort) => (p.name ? `named ${quote(p.name)}` : 'unnamed');
  const serves = (p: EndpointPort) => (p.protocol ? protocolOf(p) : 'TCP (the default)');
  const why = isProtocol
    ? `${serves(port)}, that of ${describe(service)} is ${serves(partner)}`
    : `${called(port)}, that of ${describe(service)} is ${called(partner)}`;
  const key = isProtocol ? 'protocol' : port.name ? 'name' : 'port';
  const isWritten = nodeAt(context.node, [...path, key]) !== undefined;
  return {
    path: [...path, key],
    ...(isWritten ? {} : { range: rangeAt(context.node, [...path, 'port']) }),
    message: `${describe(context.object)}: ${portLabel(port, index)} is ${why}. Ports meet by name and protocol, so the Service's ${portLabel(partner, service.ports.indexOf(partner))} has no endpoints: make them equal.`,
    related: [locationOf(context, service, ['spec', 'ports'], 'the ports of the Service')],
    suggestions: [nameOf(partner), protocolOf(partner)],
  };
}

function nameEdits({ node, text }: Context, item: FieldPath, name: string): readonly TextEdit[] {
  const map = nodeAt(node, item);
  const written = nodeAt(map, ['name']);
  if (map?.kind !== 'map' || (written?.kind === 'scalar' ? (written.value ?? '') : '') === name) return [];
  if (name === '') return removeEntry(text, map, 'name');
  return written?.kind === 'scalar' ? replaceScalar(text, written, name) : prependEntry(text, map, 'name', name);
}

function protocolEdits({ node, text }: Context, item: FieldPath, protocol: string): readonly TextEdit[] {
  const map = nodeAt(node, item);
  const written = nodeAt(map, ['protocol']);
  if (map?.kind !== 'map' || (written?.kind === 'scalar' ? written.value || 'TCP' : 'TCP') === protocol) return [];
  return written?.kind === 'scalar'
    ? replaceScalar(text, written, protocol)
    : insertEntry(text, map, 'protocol', protocol);
}

function nameOf(port: EndpointPort): string {
  return port.name ?? '';
}

function meets(servicePort: ServicePortSpec, port: EndpointPort): boolean {
  return nameOf(servicePort) === nameOf(port) && protocolOf(servicePort) === protocolOf(port);
}
