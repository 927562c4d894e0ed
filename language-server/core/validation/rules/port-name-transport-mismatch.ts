import type { ServicePortSpec } from '../../cluster/objects.ts';
import { nodeAt } from '../../yaml/manifestNode.ts';
import { type Draft, defineRule, type RuleContext } from '../defineRule.ts';
import { service } from '../examples.ts';
import { insertion, replacement } from '../fixes.ts';
import { describe, isExternalName, protocolOf, protocols, quote } from '../serviceFacts.ts';
import { transportOfPortName } from '../transports.ts';

export const portNameTransportMismatch = defineRule({
  id: 'port-name-transport-mismatch',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: 'A port named after one protocol that serves another.',
  rationale: `A port without \`protocol\` serves TCP. A name such as \`dns-udp\`, \`ntp\` (always UDP) or \`ngap\` (always SCTP) tells that something else was meant: kube-proxy then
has no rule for what clients send, and neither the API server nor the pods say a word.`,
  *check({ object: service }) {
    if (isExternalName(service)) return;
    for (const [i, port] of service.ports.entries()) {
      const said = transportOfPortName(port);
      const actual = protocolOf(port);
      if (!said || said === actual || !protocols.some(known => known === actual)) continue;
      const why = port.protocol ? `its protocol is ${actual}` : `without protocol it serves ${actual}`;
      yield {
        path: ['spec', 'ports', i, 'name'],
        message: `${describe(service)}: the name of port ${quote(port.name!)} says ${said}, but ${why}, and ${said} sent to it is not forwarded. Write protocol: ${said}, or rename the port.`,
        suggestions: isTaken(service.ports, port, said) ? [] : [said],
      };
    }
  },
  fixes: writeProtocol,
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - name: dns-udp
      #     ^^^^^^^
      port: 53
`),
        fixed: service(`
  ports:
    - name: dns-udp
      port: 53
      protocol: UDP
`),
      },
      {
        title: 'The signalling of a 5G core runs over SCTP',
        text: service(`
  ports: [{ name: ngap, port: 38412 }]
  #               ^^^^
`),
        fixed: service(`
  ports: [{ name: ngap, port: 38412, protocol: SCTP }]
`),
      },
      {
        title: 'Copied and not changed',
        text: service(`
  ports:
    - { name: syslog-tcp, port: 601, protocol: UDP }
    #         ^^^^^^^^^^
`),
        fixed: service(`
  ports:
    - { name: syslog-tcp, port: 601, protocol: TCP }
`),
      },
    ],
    good: [
      {
        text: service(`
  ports:
    - { name: dns-udp, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53 }
    - { name: udp-metrics, port: 9090 }
    - { name: tcp-udp, port: 7000 }
`),
      },
    ],
  },
});

/** Another port has the number for that protocol already. */
function isTaken(ports: readonly ServicePortSpec[], port: ServicePortSpec, protocol: string): boolean {
  return ports.some(other => other !== port && other.port === port.port && protocolOf(other) === protocol);
}

function writeProtocol({ path, suggestions = [] }: Draft, context: RuleContext<'Service'>) {
  const at = [...path.slice(0, -1), 'protocol'];
  return suggestions.flatMap(protocol =>
    nodeAt(context.node, at)
      ? replacement(context, at, protocol, { title: `Change protocol to ${protocol}` })
      : insertion(context, at, protocol, { title: `Add protocol: ${protocol}` }),
  );
}
