import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { freeNodePort, nodePortFixes, nodePortRequests, refusedNodePort } from '../nodePorts.ts';
import { describe } from '../serviceFacts.ts';

export const nodePortOutOfRange = defineRule({
  id: 'node-port-out-of-range',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'A node port lies outside the range that the API server hands out.',
  rationale: `Every node opens the port itself, so the API server keeps node ports in one range (\`--service-node-port-range\`,
30000-32767 by default, both ends included) where they cannot meet the node's own services. A port such as 80 or 8080 is refused,
and with it the whole Service. Ports of the lower band (30000-30085 of the default range) are chosen last by the cluster itself, so
they are the safest to choose by hand. \`kubectl apply --dry-run=server\` does not check the range.`,
  *check({ object: service, settings, cluster }) {
    const { from, to } = settings.nodePortRange.value;
    for (const request of nodePortRequests(service)) {
      const { nodePort } = request;
      if (nodePort >= from && nodePort <= to) continue;
      const message = `${describe(service)} requests node port ${nodePort}, outside ${from}-${to}: the API server refuses it. Remove nodePort to let the cluster choose, or take ${freeNodePort(cluster, settings) ?? 'one of the range'}.`;
      yield refusedNodePort(request, message, { restsOn: 'node-port-range' });
    }
  },
  fixes: nodePortFixes,
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  ports:
    - port: 80
      nodePort: 8080 # as in the tutorial
      #         ^^^^ Invalid spec.ports[0].nodePort
      targetPort: 8080
`),
        fixed: service(`
  type: NodePort
  ports:
    - port: 80
      targetPort: 8080
`),
      },
      {
        title: "A range of the cluster's own",
        text: service(`
  type: LoadBalancer
  ports: [{ port: 80, nodePort: 30080 }]
  #                             ^^^^^ Invalid spec.ports[0].nodePort
`),
        fixed: service(`
  type: LoadBalancer
  ports: [{ port: 80 }]
`),
        settings: { nodePortRange: { from: 20000, to: 22767 } },
      },
      {
        title: 'The other entry of the same port number gets the bad value too',
        text: service(`
  type: NodePort
  ports:
    - { name: dns, port: 53, protocol: UDP }
    - { name: dns-tcp, port: 53, nodePort: 53 }
    #                                      ^^ Invalid spec.ports[0].nodePort
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  ports:
    - { name: a, port: 80, nodePort: 30000 }
    - { name: b, port: 81, nodePort: 32767 }
    - { name: c, port: 82, nodePort: 0 }
`),
      },
    ],
  },
});
