/** What the chains and sets are for that all Services share, by mode. */
const sharedNames: Readonly<Record<string, string>> = {
  'KUBE-SERVICES':
    'is where kube-proxy looks up the destination: cluster IPs, external IPs and load-balancer addresses; its last rule hands the addresses of the node to KUBE-NODEPORTS',
  'KUBE-EXTERNAL-SERVICES': 'refuses or drops traffic from outside to Services that have no endpoint for it',
  'KUBE-NODEPORTS': 'looks up node ports, and in the filter table lets health checks through',
  'KUBE-POSTROUTING': 'masquerades the packets that carry the mark, so that answers come back through this node',
  'KUBE-MARK-MASQ': 'marks a packet to be masqueraded when it leaves the node',
  'KUBE-FORWARD': 'lets through what kube-proxy has redirected, and drops what conntrack calls invalid',
  'KUBE-PROXY-FIREWALL': 'drops load-balancer traffic from outside the allowed source ranges',
  'KUBE-FIREWALL': 'drops packets to 127.0.0.0/8 that come from another machine',
  'KUBE-KUBELET-CANARY': 'belongs to kubelet, which notices by it that the rules were flushed',
  'KUBE-PROXY-CANARY': 'tells kube-proxy that somebody flushed the rules: when it is gone, all are written again',
  'kube-ipvs0': 'is the dummy interface that holds the addresses of virtual servers in ipvs mode',
  'service-ips':
    'maps address, protocol and port of cluster IPs, external IPs and load balancers to the chain of the Service',
  'service-nodeports': 'maps protocol and node port to the chain of the Service',
  'no-endpoint-services': 'maps Services without endpoints to a verdict: reject, or drop',
  'no-endpoint-nodeports': 'maps node ports of Services without endpoints to a verdict: reject, or drop',
  'firewall-ips': 'maps load-balancer addresses with source ranges to the chain that checks them',
  'cluster-ips': 'holds every cluster IP, so that other ports on it are rejected',
  'nodeport-ips': 'holds the node’s addresses on which node ports answer',
  'hairpin-connections': 'holds the endpoints of this node, for connections that come back to their own sender',
  'KUBE-NODE-PORT': 'lets health checks through in ipvs mode',
  'KUBE-LOAD-BALANCER':
    'holds the load-balancer addresses with their ports in ipvs mode; the chain of this name marks what is to be masqueraded',
  'KUBE-SOURCE-RANGES-FIREWALL': 'drops load-balancer traffic from outside the allowed source ranges in ipvs mode',
  'KUBE-IPVS-FILTER': 'rejects new connections to ports of kube-ipvs0 addresses that no virtual server has',
  'KUBE-IPVS-OUT-FILTER': 'does the same for what the node itself sends',
  'KUBE-CLUSTER-IP': 'holds every cluster IP with its port',
  'KUBE-EXTERNAL-IP': 'holds the external IPs with their ports',
  'KUBE-EXTERNAL-IP-LOCAL': 'holds the external IPs of Services whose externalTrafficPolicy is Local',
  'KUBE-HEALTH-CHECK-NODE-PORT': 'holds the health check node ports',
  'KUBE-IPVS-IPS': 'holds the addresses that are bound to kube-ipvs0',
  'KUBE-LOAD-BALANCER-FW': 'holds the load-balancer addresses that have source ranges',
  'KUBE-LOAD-BALANCER-LOCAL': 'holds the load-balancer addresses of Services whose externalTrafficPolicy is Local',
  'KUBE-LOAD-BALANCER-SOURCE-CIDR': 'holds which ranges may reach a load-balancer address',
  'KUBE-LOAD-BALANCER-SOURCE-IP': 'holds which single addresses may reach a load-balancer address',
  'KUBE-LOOP-BACK': 'holds the endpoints of this node, for connections that come back to their own sender',
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

/** What a shared chain or set is for; sets of IPv6 have names of their own (KUBE-6-…). */
export function sharedPurpose(name: string): string | undefined {
  if (Object.hasOwn(sharedNames, name)) return sharedNames[name];
  if (!name.startsWith('KUBE-6-')) return undefined;
  const known = Object.keys(sharedNames).find(key => key.replace('KUBE-', 'KUBE-6-').slice(0, maxSetName) === name);
  return known && sharedNames[known];
}
