import { containsNetwork } from '../../ip/cidr.ts';
import { parseCidr } from '../addressForms.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { describe, typeOf } from '../serviceFacts.ts';
import { writtenSourceRanges } from '../sourceRanges.ts';

export const sourceRangesExcludeCluster = defineRule({
  id: 'source-ranges-exclude-cluster',
  kinds: ['Service'],
  severity: 'information',
  verdict: 'advice',
  summary: "Source ranges that shut the cluster's own pods out.",
  rationale: `Source ranges are enforced on every node, for whoever sends to the load balancer's address: pods that call it have a source address of their own and are dropped unless a range holds
it. Inside the cluster use the Service's cluster IP, or add the pod range.`,
  *check({ object: service, cluster }) {
    if (typeOf(service) !== 'LoadBalancer') return;
    const written = writtenSourceRanges(service);
    const ranges = written.map(range => parseCidr(range.text)).filter(range => range !== undefined);
    if (ranges.length === 0 || ranges.length < written.length || ranges.some(range => range.prefixLength === 0)) return;
    const podRanges = [...new Set(cluster.model.nodes.flatMap(node => node.podCIDRs))];
    const families = new Set(ranges.map(range => range.family));
    const outside = podRanges.filter(text => {
      const pods = parseCidr(text);
      return pods && families.has(pods.family) && !ranges.some(range => containsNetwork(range, pods));
    });
    if (podRanges.length > 0 && outside.length === 0) return;
    const isKnown = outside.length > 0;
    const who = isKnown
      ? `pods of ${outside.slice(0, 3).join(', ')} are not in them`
      : 'pods are shut out unless their addresses are in them';
    const message = `${describe(service)} limits who may call its load balancer address, and ${who}: from inside the cluster use the cluster IP, or add the pod range.`;
    const path = written[0]!.path[0] === 'spec' ? ['spec', 'loadBalancerSourceRanges'] : written[0]!.path;
    yield { path, message, severity: isKnown ? 'information' : 'hint' };
  },
  examples: {
    bad: [
      {
        text: `${service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24]
  #<<<<<<<<<<<<<<<<<<<<<<<
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
spec: { podCIDR: 10.244.0.0/24 }
`,
      },
    ],
    good: [
      {
        text: `${service(`
  type: LoadBalancer
  loadBalancerSourceRanges: [192.0.2.0/24, 10.244.0.0/16]
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
spec: { podCIDR: 10.244.0.0/24 }
`,
      },
    ],
  },
});
