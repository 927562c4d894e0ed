/** What the chains and sets are for that all Services share, by mode. */
export const sharedNames: Readonly<Record<string, string>> = {
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
};
