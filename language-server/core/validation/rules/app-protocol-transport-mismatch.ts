import { defineRule, type RuleContext } from '../defineRule.ts';
import { type PlacedPort, portLabel, servicePorts, slicePorts, subsetPorts } from '../drafts.ts';
import { endpointSlice, service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, protocolOf, protocols, quote } from '../serviceFacts.ts';
import { transportOfAppProtocol } from '../transports.ts';

export const appProtocolTransportMismatch = defineRule({
  id: 'app-protocol-transport-mismatch',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'information',
  verdict: 'advice',
  summary: 'An appProtocol that does not run over the protocol of its port.',
  rationale: `\`protocol\` is what kube-proxy forwards; \`appProtocol\` tells load balancers, gateways and meshes what is spoken inside. Plain HTTP, HTTP/2 without TLS, WebSocket, gRPC and most
databases need TCP; QUIC and NTP need UDP. Nobody compares the two fields: where they disagree, one of them is wrong, and either the traffic or the treatment by its consumers goes amiss.
\`https\` is left alone, as HTTP/3 runs over UDP.`,
  *check(context) {
    for (const { port, index, path } of portsOf(context)) {
      const needed = transportOfAppProtocol(port.appProtocol ?? '');
      const actual = protocolOf(port);
      if (!needed || needed === actual || !protocols.some(known => known === actual)) continue;
      yield {
        path: [...path, 'appProtocol'],
        message: `${describe(context.object)}: ${portLabel(port, index)} is forwarded over ${actual}, but its appProtocol ${quote(port.appProtocol!)} runs over ${needed}. Correct whichever of protocol and appProtocol is wrong.`,
      };
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - name: voice
      port: 5004
      protocol: UDP
      appProtocol: kubernetes.io/ws
      #            ^^^^^^^^^^^^^^^^
`),
        fixed: service(`
  ports:
    - name: voice
      port: 5004
      protocol: UDP
`),
      },
      {
        title: 'QUIC, with the protocol forgotten',
        text: service(`
  ports: [{ name: edge, port: 443, appProtocol: quic }]
  #                                             ^^^^
`),
      },
      {
        text: endpointSlice(`
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 6379, protocol: SCTP, appProtocol: redis }]
#                                                  ^^^^^
`),
      },
    ],
    good: [
      {
        title: 'HTTP/3 is HTTPS over UDP',
        text: service(`
  ports:
    - { name: https, port: 443, appProtocol: https }
    - { name: http3, port: 443, appProtocol: https, protocol: UDP }
    - { name: grpc, port: 9000, appProtocol: grpc }
`),
      },
    ],
  },
});

function portsOf({ object }: RuleContext<'Service' | 'Endpoints' | 'EndpointSlice'>): readonly PlacedPort[] {
  if (object.kind === 'Service') return servicePorts(object);
  return object.kind === 'Endpoints' ? subsetPorts(object) : slicePorts(object);
}
