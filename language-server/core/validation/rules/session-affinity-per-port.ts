import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, isExternalName, isHeadless, protocolOf } from '../serviceFacts.ts';

export const sessionAffinityPerPort = defineRule({
  id: 'session-affinity-per-port',
  kinds: ['Service'],
  severity: 'hint',
  verdict: 'advice',
  summary: 'Session affinity across two protocols, which each choose their own endpoint.',
  rationale: `kube-proxy remembers a client for each Service port by itself, whatever the mode. A client that speaks to one Service over TCP and UDP, as SIP, TURN and game
servers do, may come to one pod with the one and to another pod with the other, and stays with both.`,
  *check({ object: service }) {
    if (service.sessionAffinity !== 'ClientIP' || isHeadless(service) || isExternalName(service)) return;
    const first = service.ports[0];
    const other = service.ports.find(port => first && protocolOf(port) !== protocolOf(first));
    if (!first || !other) return;
    const message = `${describe(service)} remembers a client for each port by itself: over ${protocolOf(first)} and ${protocolOf(other)} one client may stay with two different pods. Do not rely on both reaching the same one.`;
    yield { path: ['spec', 'sessionAffinity'], message };
  },
  examples: {
    bad: [
      {
        text: service(`
  sessionAffinity: ClientIP
  #                ^^^^^^^^
  ports:
    - { name: sip-tcp, port: 5060 }
    - { name: sip-udp, port: 5060, protocol: UDP }
`),
      },
    ],
    good: [
      {
        text: service(`
  sessionAffinity: ClientIP
  ports: [{ name: sip, port: 5060, protocol: UDP }]
`),
      },
    ],
  },
});
