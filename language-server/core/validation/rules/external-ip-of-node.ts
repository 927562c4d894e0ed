import type { Node } from '../../cluster/objects.ts';
import { canonicalAddress } from '../../ip/address.ts';
import { locationOf } from '../crossObject.ts';
import { defineRule, type RuleContext } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { proxyModeOf } from '../proxyMode.ts';
import { describe, needsClusterIp } from '../serviceFacts.ts';

export const externalIpOfNode = defineRule({
  id: 'external-ip-of-node',
  kinds: ['Service'],
  severity: 'warning',
  verdict: 'dropped',
  meets: 'related',
  summary: "In ipvs mode, an external IP that is a Node's own address.",
  rationale: `In ipvs mode, kube-proxy adds every external IP to the interface \`kube-ipvs0\` of each node that does not hold the address already. If
it is the address of a node, all other nodes then take that address for their own: what they send to that node (kubelet, API server, SSH,
the overlay network), on whatever port, stays local and gets no answer. The iptables and nftables modes translate only the Service's ports.`,
  *check(context) {
    const { object: service, cluster } = context;
    const { nodes } = cluster.model;
    if (service.externalIPs.length === 0 || nodes.length === 0 || !needsClusterIp(service)) return;
    if (proxyModeOf(context) !== 'ipvs') return;
    for (const [i, text] of service.externalIPs.entries()) {
      const found = nodeWith(canonicalAddress(text), nodes);
      if (found) yield takenAddress(context, i, found);
    }
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: `${service(`
  externalIPs:
  #<<<<<<<<<< external-ips-deprecated:
    - 192.168.50.11
    # ^^^^^^^^^^^^^
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
status: { addresses: [{ type: InternalIP, address: 192.168.50.11 }] }
`,
        fixed: `${service(`
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
status: { addresses: [{ type: InternalIP, address: 192.168.50.11 }] }
`,
        settings: { mode: 'ipvs' },
      },
    ],
    good: [
      {
        title: 'In iptables mode only the ports of the Service are taken',
        text: `${service(`
  externalIPs: [192.168.50.11]
  #<<<<<<<<<< external-ips-deprecated:
  ports: [{ port: 80 }]
`)}---
apiVersion: v1
kind: Node
metadata: { name: node-a }
status: { addresses: [{ type: InternalIP, address: 192.168.50.11 }] }
`,
        settings: { mode: 'iptables' },
      },
    ],
  },
});

interface NodeAddress {
  readonly node: Node;
  readonly index: number;
}

function nodeWith(address: string, nodes: readonly Node[]): NodeAddress | undefined {
  for (const node of nodes) {
    const index = node.addresses.findIndex(entry => canonicalAddress(entry.address) === address);
    if (index >= 0) return { node, index };
  }
  return undefined;
}

function takenAddress(context: RuleContext<'Service'>, i: number, { node, index }: NodeAddress) {
  const { object: service } = context;
  const message = `${describe(service)} has the external IP ${service.externalIPs[i]}, the address of Node ${node.name}: in ipvs mode every other node binds it to kube-ipvs0 and cannot reach ${node.name} on any port. Use another address.`;
  const related = [locationOf(context, node, ['status', 'addresses', index, 'address'], `the address of ${node.name}`)];
  return { path: ['spec', 'externalIPs', i], message, related };
}
