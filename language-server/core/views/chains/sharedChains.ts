/**
 * What the chains and sets are for that all Services share, by the names that kube-proxy of any release and mode, the
 * kubelet and the kernel's own hooks give them. In: a name. Out: what it does, for each table that has a chain of it.
 */

/** Of a chain that exists in several tables, what it does in each of them. */
type Purpose = string | Readonly<Record<'nat' | 'filter', string>>;

const sharedNames: Readonly<Record<string, Purpose>> = {
  'KUBE-SERVICES': {
    nat: 'jumps to the chain of the Service that has the destination (cluster IP, external IP, load-balancer address); its last rule sends the addresses of the node to KUBE-NODEPORTS',
    filter:
      'rejects new connections to cluster IPs of Services without endpoints, or drops them where only this node has none (policy Local)',
  },
  'KUBE-EXTERNAL-SERVICES':
    'in the filter table rejects new connections to node ports, external IPs and load-balancer addresses of Services without endpoints, or drops them where only this node has none (policy Local)',
  'KUBE-NODEPORTS': {
    nat: 'jumps to the chain of the Service that has the node port (KUBE-EXT-…; before 1.24 KUBE-SVC-… or KUBE-XLB-…)',
    filter: 'accepts connections to health check node ports (since 1.21)',
  },
  'KUBE-POSTROUTING':
    'in the nat table masquerades packets that carry the mark 0x4000 (their source becomes the node, so that replies return through it) and returns all others',
  'KUBE-MARK-MASQ': 'in the nat table sets the mark 0x4000, for which KUBE-POSTROUTING masquerades the packet',
  'KUBE-MARK-DROP':
    'in the nat table sets the mark 0x8000, for which KUBE-FIREWALL in the filter table drops the packet: traffic outside loadBalancerSourceRanges, or without a local endpoint. kube-proxy jumps to it before 1.25, and the kubelet fills it before 1.27',
  'KUBE-FORWARD':
    'in the filter table accepts forwarded packets that carry the mark 0x4000 or belong to an established connection, and drops those that conntrack calls INVALID',
  'KUBE-PROXY-FIREWALL':
    'in the filter table drops load-balancer traffic from outside loadBalancerSourceRanges (since 1.25)',
  'KUBE-FIREWALL':
    'in the filter table drops packets to 127.0.0.0/8 that come from other hosts; the kubelet writes it, since 1.27 kube-proxy too. Before 1.27 it also drops packets that carry the mark 0x8000. In ipvs mode before 1.25, the nat table has one that checks loadBalancerSourceRanges',
  'KUBE-KUBELET-CANARY': 'is an empty chain of the kubelet, which writes its rules again when the chain is gone',
  'KUBE-PROXY-CANARY': 'is an empty chain of kube-proxy, which writes all rules again when the chain is gone',
  'KUBE-IPTABLES-HINT':
    'is an empty chain of the kubelet in the mangle table, by which other programs tell whether the node uses iptables-nft or iptables-legacy',
  'filter-prerouting-pre-dnat':
    'is the base chain that sends new packets to firewall-check, before destination addresses are translated (since 1.34)',
  'filter-output-pre-dnat':
    'is the base chain that sends new packets of the node itself to firewall-check, before destination addresses are translated (since 1.34)',
  'filter-prerouting': 'is the base chain that sends new packets to firewall-check (before 1.34)',
  'filter-output-post-dnat':
    'is the base chain that sends new packets of the node itself to cluster-ips-check (before 1.34)',
  'filter-input':
    'is the base chain that sends new packets to the node to nodeport-endpoints-check and service-endpoints-check',
  'filter-forward':
    'is the base chain that sends new forwarded packets to service-endpoints-check and cluster-ips-check',
  'filter-output':
    'is the base chain that sends new packets of the node itself to service-endpoints-check and cluster-ips-check',
  'nat-prerouting': 'is the base chain that sends the first packet of each connection to services',
  'nat-output': 'is the base chain that sends the first packet of each connection of the node itself to services',
  'nat-postrouting': 'is the base chain that sends the first packet of each connection to masquerading',
  services:
    'jumps to the chain of the Service that has the destination (maps service-ips and service-nodeports), and marks traffic to cluster IPs from outside the pods to be masqueraded',
  masquerading:
    'masquerades packets that carry the mark 0x4000, and connections of an endpoint that reaches itself through its Service (hairpin)',
  'mark-for-masquerade': 'sets the mark 0x4000, for which masquerading changes the source to the node (before 1.36)',
  'firewall-check':
    'looks load-balancer addresses up in firewall-ips, whose chains drop what is outside the source ranges',
  'service-endpoints-check':
    'looks the destination up in no-endpoint-services, and rejects or drops the packet if it is there',
  'nodeport-endpoints-check':
    'looks node ports up in no-endpoint-nodeports, and rejects or drops the packet if it is there',
  'cluster-ips-check':
    'rejects packets to ports of cluster IPs that no Service has, and drops those to cluster IPs that no Service has where a ServiceCIDR says which these are',
  'reject-chain': 'rejects packets; no-endpoint-services and no-endpoint-nodeports jump to it',
  'localhost-nodeport-reject-ports': 'maps node ports on loopback to the chain that rejects them (since 1.37)',
  'kube-ipvs0': 'is the dummy interface that holds the addresses of virtual servers in ipvs mode',
  'service-ips':
    'maps address, protocol and port of cluster IPs, external IPs and load balancers to the chain of the Service',
  'service-nodeports': 'maps protocol and node port to the chain of the Service',
  'no-endpoint-services':
    'maps address, protocol and port of Services without endpoints to a verdict: reject, or drop where only this node has none',
  'no-endpoint-nodeports':
    'maps node ports of Services without endpoints to a verdict: reject, or drop where only this node has none',
  'firewall-ips': 'maps load-balancer addresses with source ranges to the chain that checks them',
  'cluster-ips': 'holds every cluster IP, so that other ports on it are rejected',
  'nodeport-ips': 'holds the node’s addresses on which node ports answer',
  'hairpin-connections':
    'holds the endpoints of this node, for masquerading connections of an endpoint to itself (hairpin)',
  'KUBE-NODE-PORT':
    'accepts connections to health check node ports in ipvs mode (filter), and marks those to node ports to be masqueraded (nat)',
  'KUBE-LOAD-BALANCER':
    'holds the load-balancer addresses with their ports in ipvs mode; the chain of this name marks their traffic to be masqueraded',
  'KUBE-SOURCE-RANGES-FIREWALL': 'drops load-balancer traffic from outside the allowed source ranges in ipvs mode',
  'KUBE-IPVS-FILTER': 'rejects new connections to addresses of kube-ipvs0 on ports that no virtual server has',
  'KUBE-IPVS-OUT-FILTER':
    'rejects what the node itself sends to addresses of kube-ipvs0 on ports that no virtual server has',
  'KUBE-CLUSTER-IP': 'holds every cluster IP with its port',
  'KUBE-EXTERNAL-IP': 'holds the external IPs with their ports',
  'KUBE-EXTERNAL-IP-LOCAL': 'holds the external IPs of Services whose externalTrafficPolicy is Local',
  'KUBE-HEALTH-CHECK-NODE-PORT': 'holds the health check node ports',
  'KUBE-IPVS-IPS': 'holds the addresses that are bound to kube-ipvs0',
  'KUBE-LOAD-BALANCER-FW': 'holds the load-balancer addresses that have source ranges',
  'KUBE-LOAD-BALANCER-LOCAL': 'holds the load-balancer addresses of Services whose externalTrafficPolicy is Local',
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': 'holds the source ranges that may reach each load-balancer address',
  'KUBE-LOAD-BALANCER-SOURCE-IP': 'holds the single source addresses that may reach each load-balancer address',
  'KUBE-LOOP-BACK': 'holds the endpoints of this node, for masquerading connections of an endpoint to itself (hairpin)',
  'KUBE-NODE-PORT-TCP': 'holds the TCP node ports',
  'KUBE-NODE-PORT-UDP': 'holds the UDP node ports',
  'KUBE-NODE-PORT-SCTP-HASH': 'holds the SCTP node ports with the addresses of the node',
  'KUBE-NODE-PORT-LOCAL-TCP': 'holds the TCP node ports of Services whose externalTrafficPolicy is Local',
  'KUBE-NODE-PORT-LOCAL-UDP': 'holds the UDP node ports of Services whose externalTrafficPolicy is Local',
  'KUBE-NODE-PORT-LOCAL-SCTP-HASH':
    'holds the SCTP node ports of Services whose externalTrafficPolicy is Local, with the addresses of the node',
};

/** The kernel's limit on names of ipsets, which cuts two of the IPv6 ones. */
const maxSetName = 31;

/** What a shared chain or set does; sets of IPv6 have names of their own (KUBE-6-…). */
export function sharedPurpose(name: string): string | undefined {
  const known = Object.hasOwn(sharedNames, name) ? name : ipv4SetOf(name);
  const purpose = known === undefined ? undefined : sharedNames[known]!;
  if (purpose === undefined || typeof purpose === 'string') return purpose;
  return `in the nat table ${purpose.nat}; in the filter table ${purpose.filter}`;
}

function ipv4SetOf(name: string): string | undefined {
  if (!name.startsWith('KUBE-6-')) return undefined;
  return Object.keys(sharedNames).find(key => key.replace('KUBE-', 'KUBE-6-').slice(0, maxSetName) === name);
}
