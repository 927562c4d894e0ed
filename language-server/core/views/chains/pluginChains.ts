/**
 * Chains that stand beside kube-proxy's on a node: those of the kernel, of network plugins, container runtimes, meshes
 * and VPNs. In: a name. Out: whose it is and what it does, as far as the name alone says.
 */

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:PREROUTING|INPUT|FORWARD|OUTPUT|POSTROUTING)$/,
    'is a built-in chain of the kernel, at the netfilter hook of the same name; other chains are reached from it',
  ],
  [
    /^CNI-HOSTPORT-DNAT$/,
    'belongs to the CNI plugin portmap: jumps to the CNI-DN-… chain of the pod that has the hostPort',
  ],
  [/^CNI-HOSTPORT-SETMARK$/, 'belongs to the CNI plugin portmap: marks hostPort connections to be masqueraded'],
  [/^CNI-HOSTPORT-MASQ$/, 'belongs to the CNI plugin portmap: masquerades marked hostPort connections'],
  [/^CNI-HOSTPORT-/, 'belongs to the CNI plugin portmap, which translates hostPorts'],
  [/^CNI-DN-/, 'belongs to the CNI plugin portmap: translates the hostPorts of one pod to its address'],
  [
    /^CNI-(?:FORWARD|ADMIN|ISOLATION-STAGE-[12])$/,
    'belongs to the CNI plugin firewall: accepts forwarded traffic of pods',
  ],
  [/^CNI-SN-/, 'belongs to the CNI plugin portmap of old: translates the source of hostPort connections of one pod'],
  [/^CNI-/, 'belongs to a CNI plugin (bridge, ptp): masquerades what one pod sends outside the pod range'],
  [
    /^KUBE-HOSTPORTS$/,
    'belongs to the kubelet (dockershim) or CRI-O: jumps to the KUBE-HP-… chain of the pod that has the hostPort',
  ],
  [/^KUBE-HP-/, 'belongs to the kubelet (dockershim) or CRI-O: translates one hostPort to its pod'],
  [/^CRIO-(?:HOSTPORTS|MASQ)-/, 'belongs to CRI-O, which translates and masquerades hostPorts'],
  [/^KUBE-(?:NWPLCY|POD-FW|ROUTER-|DST-|SRC-)/, 'belongs to kube-router, which enforces NetworkPolicies with it'],
  [/^FLANNEL-POSTRTG$/, 'belongs to flannel: masquerades what pods send outside the pod range'],
  [/^FLANNEL-FWD$/, 'belongs to flannel: accepts forwarded traffic from and to the pod range'],
  [/^FLANNEL-/, 'belongs to flannel'],
  [
    /^cali-(?:tw|fw|to-wl|from-wl)-/,
    'belongs to Calico: traffic to or from one workload interface, to which policies apply',
  ],
  [/^cali-(?:pi|po)-/, 'belongs to Calico: the ingress or egress rules of one policy'],
  [
    /^cali-/,
    'belongs to Calico (Felix), which enforces network policies and masquerades traffic that leaves its IP pools',
  ],
  [
    /^CILIUM_(?:PRE|POST|OUTPUT|INPUT|FORWARD)/,
    'belongs to Cilium, which marks and accepts traffic of its proxy and masquerades',
  ],
  [/^CILIUM_/, 'belongs to Cilium'],
  [/^WEAVE-NPC/, 'belongs to Weave Net, which enforces NetworkPolicies with it'],
  [/^WEAVE/, 'belongs to Weave Net'],
  [/^ANTREA-/, 'belongs to Antrea, which forwards and masquerades traffic of pods with it'],
  [/^AWS-(?:SNAT|CONNMARK)-CHAIN-/, 'belongs to the Amazon VPC CNI: decides which traffic of pods is masqueraded'],
  [
    /^(?:IP-MASQ|IP-MASQ-AGENT)$/,
    'belongs to ip-masq-agent: masquerades traffic of pods outside the ranges that it leaves alone',
  ],
  [/^OVN-KUBE-/, 'belongs to OVN-Kubernetes, which redirects node ports and external IPs to its gateway with it'],
  [/^OVN-/, 'belongs to Kube-OVN, which masquerades traffic of pods with it'],
  [/^DOCKER-USER$/, 'belongs to Docker: rules of the administrator, before those of Docker'],
  [/^DOCKER(?:-|$)/, 'belongs to Docker: published ports and isolation of its networks'],
  [/^(?:NETAVARK|PODMAN)/, 'belongs to Podman'],
  [/^ISTIO_/, 'belongs to Istio: redirects traffic of the pod, or of the node, to the proxy'],
  [/^PROXY_INIT_/, 'belongs to Linkerd: redirects traffic of the pod to the proxy'],
  [/^ts-/, 'belongs to Tailscale: accepts and masquerades traffic of the tailnet'],
  [/^(?:ufw6?)-/, 'belongs to ufw, a firewall of the host'],
  [
    /^(?:IN|FWD|FWDI|FWDO|PRE|POST)_(?:public|trusted|internal|external|dmz|drop|block|home|work)/,
    'belongs to firewalld, a firewall of the host',
  ],
  [/^LIBVIRT_/, 'belongs to libvirt: networks of virtual machines'],
  [/^f2b-/, 'belongs to fail2ban, which blocks single addresses'],
  [
    /^localhost-nodeport-reject-(?:tcp|udp|sctp)$/,
    'is a chain of kube-proxy in nftables mode (since 1.37) that rejects node ports on loopback',
  ],
];

export function pluginPurpose(name: string): string | undefined {
  return patterns.find(([pattern]) => pattern.test(name))?.[1];
}
