import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, isExternallyAccessible } from '../serviceFacts.ts';

export const trafficPolicyCombination = defineRule({
  id: 'traffic-policy-combination',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: 'Both traffic policies are Local.',
  rationale: `Kubernetes accepts all four combinations of the two policies, and kube-proxy treats them independently: traffic to the cluster IP
follows \`internalTrafficPolicy\`; traffic to node ports, load balancer addresses and external IPs from outside follows
\`externalTrafficPolicy\`. Documentation of 1.21 to 1.23 said that the internal policy could not be used together with
\`externalTrafficPolicy: Local\`. That described how kube-proxy then behaved; it was never a rule of the API server, and the sentence was
removed in 2022. What surprises people is the sum of both: a node without a ready endpoint serves this Service to nobody outside, and its
own pods get no answer from the cluster IP.`,
  *check({ object: service }) {
    if (!isExternallyAccessible(service)) return;
    if (service.internalTrafficPolicy !== 'Local' || service.externalTrafficPolicy !== 'Local') return;
    const message = `${describe(service)} sets both traffic policies to Local, which the API server accepts, contrary to old documentation. On a node without an endpoint, traffic from outside is dropped and pods get no answer from the cluster IP. Set one to Cluster unless that is intended.`;
    yield { path: ['spec', 'internalTrafficPolicy'], message };
  },
  examples: {
    bad: [
      {
        text: service(`
  type: NodePort
  externalTrafficPolicy: Local
  internalTrafficPolicy: Local
  #                      ^^^^^
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  type: NodePort
  externalTrafficPolicy: Local
  internalTrafficPolicy: Cluster
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
