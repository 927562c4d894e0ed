import type { Service, ServicePortSpec } from '../../cluster/objects.ts';
import { appendItem, prependEntry } from '../../yaml/edits.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { isAmbiguous, ownNamespaceServices } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { service } from '../examples.ts';
import { fix } from '../fixes.ts';
import { services } from '../missing.ts';
import { describe, isExternalName, isHeadless, protocolOf } from '../serviceFacts.ts';
import { transportOfPortName } from '../transports.ts';

type Context = RuleContext<'Service'>;

const dnsPort = 53;

export const dnsPortOneProtocol = defineRule({
  id: 'dns-port-one-protocol',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  seeks: 'a Service that serves the other protocol for the same pods',
  summary: 'Port 53 served over only one of UDP and TCP.',
  rationale: `DNS uses both: clients query over UDP, and again over TCP when the answer is too long for a packet (RFC 7766 requires servers to support TCP). A Service that serves one of
them refuses the other: long answers never arrive, or none do. There is no finding where another Service of the namespace serves the other protocol
for the same pods, as is usual for load balancers that cannot mix protocols.`,
  *check(context) {
    const lone = loneDnsPort(context);
    if (!lone) return;
    const { port, index, lacks } = lone;
    const why =
      lacks === 'TCP'
        ? 'clients repeat a query over TCP when the answer is too long for UDP, and are refused'
        : 'DNS clients query over UDP first and get no answer';
    const forgotten = lacks === 'UDP' && !port.protocol ? ' (the default)' : '';
    const message = `${describe(context.object)} serves DNS port ${dnsPort} over ${protocolOf(port)} only${forgotten}: ${why}. Add a port ${dnsPort} with protocol: ${lacks}.`;
    const { namespace } = context.object;
    const seeks = { kinds: services, namespace, what: 'a Service for the other protocol', evidence: [] };
    yield { path: ['spec', 'ports', index, 'port'], message, seeks };
  },
  fixes: (_draft, context) => addOther(context),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 53
      #     ^^
      protocol: UDP
`),
        fixed: service(`
  ports:
    - name: dns
      port: 53
      protocol: UDP
    - name: dns-tcp
      port: 53
      protocol: TCP
`),
      },
      {
        title: 'The protocol forgotten',
        text: service(`
  ports:
    - name: dns
      port: 53
      #     ^^
      targetPort: 5353
`),
        fixed: service(`
  ports:
    - name: dns
      port: 53
      targetPort: 5353
    - name: dns-udp
      port: 53
      protocol: UDP
      targetPort: 5353
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53 }
`),
      },
      {
        title: 'One load balancer for each protocol',
        text: `${service(`
  type: LoadBalancer
  ports: [{ port: 53, protocol: UDP }]
`)}---
${service(`
  type: LoadBalancer
  ports: [{ port: 53, protocol: TCP }]
`).replace('name: web', 'name: web-tcp')}`,
      },
    ],
  },
});

interface LonePort {
  readonly port: ServicePortSpec;
  readonly index: number;
  readonly lacks: 'TCP' | 'UDP';
}

function loneDnsPort({ object: service, cluster }: Context): LonePort | undefined {
  if (isExternalName(service) || isHeadless(service) || isAmbiguous(cluster, service)) return undefined;
  const index = service.ports.findIndex(port => port.port === dnsPort);
  const port = service.ports[index];
  if (!port || !['TCP', 'UDP'].includes(protocolOf(port))) return undefined;
  const lacks = protocolOf(port) === 'TCP' ? 'UDP' : 'TCP';
  const all = ownNamespaceServices(cluster, service.namespace).filter(other => isPartner(other, service));
  if ([service, ...all].some(other => servesDns(other, lacks))) return undefined;
  // A name that says UDP is told of by itself.
  return transportOfPortName(port) === lacks ? undefined : { port, index, lacks };
}

function servesDns(service: Service, protocol: string): boolean {
  return service.ports.some(port => port.port === dnsPort && protocolOf(port) === protocol);
}

/** Stands for the same pods, or nobody can tell. */
function isPartner(other: Service, service: Service): boolean {
  const key = ({ selector }: Service) => JSON.stringify(Object.entries(selector ?? {}).sort());
  return key(other) === key(service);
}

/** A second entry for the protocol that is missing; several ports need names. */
function addOther(context: Context) {
  const lone = loneDnsPort(context);
  const list = nodeAt(context.node, ['spec', 'ports']);
  const item = lone && nodeAt(context.node, ['spec', 'ports', lone.index]);
  // The container port of a name has one protocol, so that the other protocol needs another name.
  if (!lone || list?.kind !== 'sequence' || item?.kind !== 'map' || typeof lone.port.targetPort === 'string') return [];
  const { port, lacks } = lone;
  const name = `${port.name ?? 'dns'}-${lacks.toLowerCase()}`;
  const targetPort = port.targetPort ? { targetPort: port.targetPort } : {};
  const entry = { name, port: dnsPort, protocol: lacks, ...targetPort };
  if (context.object.ports.some(other => other.name === name)) return [];
  const naming = port.name ? [] : prependEntry(context.text, item, 'name', 'dns');
  const edits = [...naming, ...appendItem(context.text, list, entry)];
  return fix(context, { title: `Add port ${dnsPort} for ${lacks}` }, edits);
}
