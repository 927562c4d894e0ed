/** Rules of iptables in the manner of container runtimes, network plugins, firewalls and administrators, with the test's addresses. */
import { addressesOf } from '../support/clusterAddresses.ts';
import type { Scenario } from './foreignScenario.ts';
import { neighbours } from './foreignScenariosNftables.ts';

const { node, secondary, pods, otherPods, otherPodRange, podRange, clusterRange, clients, clusterIp, externalIp } =
  addressesOf.IPv4;
const [podA, podB, podC] = pods as [string, string, string];
const outside = externalIp(0);

const containers = `*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:DOCKER - [0:0]
:CNI-DN-1 - [0:0]
:CNI-HOSTPORT-DNAT - [0:0]
:CNI-HOSTPORT-MASQ - [0:0]
:CNI-HOSTPORT-SETMARK - [0:0]
:FLANNEL-POSTRTG - [0:0]
:KUBE-MARK-DROP - [0:0]
-A PREROUTING -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER
-A OUTPUT -m addrtype --dst-type LOCAL -j CNI-HOSTPORT-DNAT
-A POSTROUTING -m comment --comment "CNI portfwd requiring masquerade" -j CNI-HOSTPORT-MASQ
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A CNI-DN-1 -s ${podRange} -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK
-A CNI-DN-1 -s 127.0.0.1/32 -p tcp -m tcp --dport 8080 -j CNI-HOSTPORT-SETMARK
-A CNI-DN-1 -p tcp -m tcp --dport 8080 -j DNAT --to-destination ${podB}:80
-A CNI-HOSTPORT-DNAT -p tcp -m comment --comment "dnat name: \\"cbr0\\"" -m multiport --dports 8080,8443 -j CNI-DN-1
-A CNI-HOSTPORT-MASQ -m mark --mark 0x2000/0x2000 -j MASQUERADE --random-fully
-A CNI-HOSTPORT-SETMARK -m comment --comment "CNI portfwd masquerade mark" -j MARK --set-xmark 0x2000/0x2000
-A DOCKER -i pod2 -j RETURN
-A DOCKER ! -i pod2 -p tcp -m tcp --dport 22 -j DNAT --to-destination ${podC}:80
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -j RETURN
-A FLANNEL-POSTRTG -s ${podRange} -d ${clusterRange} -j RETURN
-A FLANNEL-POSTRTG -s ${clusterRange} -d ${podRange} -j RETURN
-A FLANNEL-POSTRTG ! -s ${clusterRange} -d ${podRange} -j RETURN
-A FLANNEL-POSTRTG -s ${clusterRange} ! -d 224.0.0.0/4 -j MASQUERADE --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER-USER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:KUBE-FIREWALL - [0:0]
-A INPUT -j KUBE-FIREWALL
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o pod2 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -d ${podC}/32 ! -i pod2 -o pod2 -p tcp -m tcp --dport 80 -j ACCEPT
-A FORWARD -i pod2 ! -o pod2 -j ACCEPT
-A FORWARD -s ${clusterRange} -j ACCEPT
-A FORWARD -d ${clusterRange} -j ACCEPT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A DOCKER-USER -s ${clients[1]}/32 -d ${podB}/32 -j DROP
-A DOCKER-USER -m limit --limit 1/sec -j LOG --log-prefix "forwarded "
-A DOCKER-USER -j RETURN
-A DOCKER-ISOLATION-STAGE-1 -i pod2 ! -o pod2 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A DOCKER-ISOLATION-STAGE-2 -o pod3 -j DROP
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
COMMIT
`;

const marks = `*raw
:PREROUTING ACCEPT [0:0]
:cali-PREROUTING - [0:0]
-A PREROUTING -j cali-PREROUTING
-A cali-PREROUTING -j MARK --set-xmark 0x0/0xf0000
-A cali-PREROUTING -i pod+ -j MARK --set-xmark 0x40000/0x40000
-A cali-PREROUTING -m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert -j DROP
-A cali-PREROUTING -m mark --mark 0x0/0x40000 -p tcp -m tcp --dport 443 -j MARK --set-xmark 0x10000/0x10000
-A cali-PREROUTING -m mark --mark 0x10000/0x10000 -j ACCEPT
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
-A PREROUTING -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
-A PREROUTING -m mark --mark 0x0/0xff -p tcp -m multiport --dports 80,443 -j MARK --set-xmark 0x12/0xff
-A PREROUTING -j CONNMARK --save-mark --nfmask 0xff --ctmask 0xff
-A FORWARD -m connmark --mark 0x12/0xff -j MARK --and-mark 0xffffff00
-A FORWARD -m connmark ! --mark 0x12/0xff -j MARK --xor-mark 0x100000
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:cali-FORWARD - [0:0]
:cali-from-wl - [0:0]
:cali-to-wl - [0:0]
:cali-fw-a - [0:0]
:cali-tw-b - [0:0]
-A FORWARD -j cali-FORWARD
-A FORWARD -m mark --mark 0x100000/0x100000 -p tcp -j REJECT --reject-with tcp-reset
-A FORWARD -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-FORWARD -j MARK --set-xmark 0x0/0xe0000
-A cali-FORWARD -i pod+ -j cali-from-wl
-A cali-FORWARD -o pod+ -j cali-to-wl
-A cali-from-wl -i pod0 -g cali-fw-a
-A cali-from-wl -i pod+ -m comment --comment "Unknown interface" -j RETURN
-A cali-to-wl -o pod1 -g cali-tw-b
-A cali-to-wl -j RETURN
-A cali-fw-a -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-fw-a -m conntrack --ctstate INVALID -j DROP
-A cali-fw-a -p udp -m comment --comment "Drop VXLAN" -m multiport --dports 4789 -j DROP
-A cali-fw-a -p ipencap -j DROP
-A cali-fw-a -d ${outside}/32 -m mark --mark 0x0/0x20000 -j DROP
-A cali-tw-b -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-tw-b -p tcp -m multiport --dports 80 -j MARK --set-xmark 0x10000/0x10000
-A cali-tw-b -m mark --mark 0x10000/0x10000 -m comment --comment "Return if profile accepted" -j RETURN
-A cali-tw-b -m comment --comment "Drop if no profiles matched" -j DROP
COMMIT
`;

const hostFirewall = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:ufw-before-input - [0:0]
:ufw-after-input - [0:0]
:ufw-not-local - [0:0]
:ufw-user-input - [0:0]
:ufw-user-limit - [0:0]
:ufw-user-limit-accept - [0:0]
:ufw-logging-deny - [0:0]
:ufw-skip-to-policy-input - [0:0]
:f2b-sshd - [0:0]
-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
-A INPUT -j ufw-before-input
-A INPUT -j ufw-after-input
-A f2b-sshd -s ${clients[1]}/32 -j REJECT --reject-with icmp-port-unreachable
-A f2b-sshd -j RETURN
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ufw-before-input -m conntrack --ctstate INVALID -j ufw-logging-deny
-A ufw-before-input -m conntrack --ctstate INVALID -j DROP
-A ufw-before-input -p icmp -m icmp --icmp-type 8 -j ACCEPT
-A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -j ufw-user-input
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m addrtype --dst-type MULTICAST -j RETURN
-A ufw-not-local -m addrtype --dst-type BROADCAST -j RETURN
-A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j ufw-logging-deny
-A ufw-not-local -j DROP
-A ufw-after-input -p udp -m udp --dport 137 -j ufw-skip-to-policy-input
-A ufw-after-input -m addrtype --dst-type BROADCAST -j ufw-skip-to-policy-input
-A ufw-after-input -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-logging-deny -m conntrack --ctstate INVALID -m limit --limit 3/min --limit-burst 10 -j RETURN
-A ufw-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-skip-to-policy-input -j DROP
-A ufw-user-input -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -m recent --set --name DEFAULT --mask 255.255.255.255 --rsource
-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
-A ufw-user-input -s ${podRange} -p tcp -m tcp --dport 8080 -j ACCEPT
-A ufw-user-input -p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m conntrack --ctstate NEW -j DROP
-A ufw-user-limit -m limit --limit 3/min -j LOG
-A ufw-user-limit -j REJECT --reject-with icmp-port-unreachable
-A ufw-user-limit-accept -j ACCEPT
COMMIT
`;

const administrator = `*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -d ${podB}/32 -p tcp -m tcp --dport 81 -j NOTRACK
-A PREROUTING -s ${podB}/32 -p tcp -m tcp --sport 81 -j NOTRACK
-A PREROUTING -d ${node}/32 -p tcp -m tcp --dport 8080 -j CT --zone 0
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d ${podB}/32 -p tcp -m tcp --dport 81 -j DNAT --to-destination ${podC}
-A PREROUTING -d ${clusterIp(1)}/32 -p tcp -m statistic --mode random --probability 0.25 -j DNAT --to-destination ${podB}
-A PREROUTING -d ${clusterIp(1)}/32 -p tcp -j DNAT --to-destination ${podC}:80
-A PREROUTING -d ${node}/32 -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 8080
-A PREROUTING ! -s ${podA}/32 -d ${podB}/32 -p udp -m udp --dport 53 -j DNAT --to-destination :54
-A PREROUTING -i eth0 -d 198.18.0.8/29 -j NETMAP --to ${otherPods[0]!.replace(/\d+$/, '8')}/29
-A OUTPUT -d ${clusterIp(1)}/32 -p tcp -m owner --uid-owner 0 -j DNAT --to-destination ${podB}:80
-A OUTPUT -d ${node}/32 -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 8080
-A POSTROUTING -m conntrack --ctorigdst ${clusterIp(1)} --ctdir ORIGINAL -m addrtype ! --src-type LOCAL -j SNAT --to-source ${secondary} --random-fully
-A POSTROUTING -p tcp -m iprange --src-range 10.244.1.10-10.244.1.12 -o eth0 -j SNAT --to-source ${secondary}:20000-30000 --random-fully
-A POSTROUTING -p tcp -m addrtype --src-type LOCAL --limit-iface-out -m tcp --dport 443 -j SNAT --to-source ${secondary} --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:odd - [0:0]
:once - [0:0]
-A INPUT -p udp -m pkttype --pkt-type broadcast -j DROP
-A INPUT ! -p tcp -m physdev ! --physdev-is-in -i eth0 -j REJECT
-A FORWARD -s ${podA}/32 -m physdev --physdev-is-bridged -j DROP
-A FORWARD -m conntrack --ctstate UNTRACKED -g odd
-A FORWARD -p tcp --syn -m length --length 1:65535 -j once
-A FORWARD -p tcp -m tcp --tcp-flags SYN,FIN SYN,FIN -j DROP
-A FORWARD -p tcp -m multiport --ports 1000:2000,443 -m conntrack --ctproto tcp -d ${outside}/32 -j DROP
-A OUTPUT -d ${podB}/32 -p udp -m udp --dport 53 -m owner ! --uid-owner 4242 -j DROP
-A odd -i pod0 -j DROP
-A once -f -j DROP
-A once ! -f -j RETURN
-A once -j DROP
COMMIT
`;

const withIpsets = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m set --match-set cali40ports dst -p tcp -j REJECT
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -m set --match-set cali40deny src -m set ! --match-set cali40allow dst,dst -j DROP
-A FORWARD -m set --match-set cali40pairs src,dst,dst -j REJECT --reject-with icmp-admin-prohibited
-A FORWARD -m set --match-set cali40nets dst,src -j DROP
COMMIT
`;

const ipsets = `create cali40deny hash:net family inet hashsize 1024 maxelem 1048576
create cali40allow hash:ip,port family inet hashsize 1024 maxelem 65536
create cali40pairs hash:ip,port,ip family inet hashsize 1024 maxelem 65536
create cali40nets hash:net,iface family inet hashsize 1024 maxelem 65536
create cali40ports bitmap:port range 0-65535
add cali40deny ${podRange}
add cali40deny ${podC} nomatch
add cali40deny ${clients[0]}
add cali40allow ${podB},tcp:80
add cali40allow ${podB},udp:53
add cali40allow ${outside},tcp:80-90
add cali40pairs ${clients[1]},tcp:80,${podB}
add cali40nets ${otherPodRange},pod0
add cali40ports 8080-8081
`;

/** What rules find before connection tracking, and marks that connections keep. */
const cloud = `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A PREROUTING -m conntrack --ctstate NEW -j DROP
-A PREROUTING -m connmark --mark 0x0 -j DROP
-A PREROUTING -m conntrack ! --ctstatus ASSURED -j DROP
-A PREROUTING -i eth0 -m conntrack --ctstate INVALID -j MARK --set-xmark 0x100/0x100
-A PREROUTING -d ${podB}/32 -p udp -m udp --dport 53 -j NOTRACK
-A PREROUTING -s ${podB}/32 -p udp -m udp --sport 53 -j CT --notrack
COMMIT
*mangle
:PREROUTING ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:KUBE-IPTABLES-HINT - [0:0]
-A PREROUTING -i eth0 -m comment --comment "AWS, primary ENI" -m addrtype --dst-type LOCAL --limit-iface-in -j CONNMARK --set-xmark 0x80/0x80
-A PREROUTING -i pod+ -m comment --comment "AWS, primary ENI" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
-A FORWARD -d ${podB}/32 -p udp -m conntrack ! --ctproto 6 -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:AWS-CONNMARK-CHAIN-0 - [0:0]
:AWS-SNAT-CHAIN-0 - [0:0]
:AWS-SNAT-CHAIN-1 - [0:0]
:IP-MASQ - [0:0]
-A PREROUTING -i pod+ -m comment --comment "AWS, outbound connections" -j AWS-CONNMARK-CHAIN-0
-A PREROUTING -m comment --comment "AWS, CONNMARK" -j CONNMARK --restore-mark --nfmask 0x80 --ctmask 0x80
-A PREROUTING -d ${podB}/32 -p udp -m udp --dport 53 -j DNAT --to-destination ${podC}:54
-A POSTROUTING -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-0
-A POSTROUTING -m addrtype ! --dst-type LOCAL -j IP-MASQ
-A AWS-CONNMARK-CHAIN-0 ! -d ${clusterRange} -m comment --comment "AWS, CONNMARK" -j CONNMARK --set-xmark 0x80/0x80
-A AWS-SNAT-CHAIN-0 -d ${clusterRange} -m comment --comment "AWS SNAT CHAIN" -j RETURN
-A AWS-SNAT-CHAIN-0 -s ${podRange} -m comment --comment "AWS SNAT CHAIN" -j AWS-SNAT-CHAIN-1
-A AWS-SNAT-CHAIN-1 ! -o vlan+ -m mark --mark 0x80/0x80 -m addrtype ! --dst-type LOCAL -j SNAT --to-source ${secondary} --random-fully
-A IP-MASQ -d 10.0.0.0/8 -m comment --comment "ip-masq: local traffic is not subject to MASQUERADE" -j RETURN
-A IP-MASQ -d ${node}/24 -j RETURN
-A IP-MASQ -m comment --comment "ip-masq: outbound traffic is subject to MASQUERADE (must be last in chain)" -j MASQUERADE --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m mark --mark 0x100/0x100 -p tcp -m tcp --dport 22 -j REJECT
-A FORWARD -m state --state UNTRACKED -i pod0 -j DROP
COMMIT
`;

const six = addressesOf.IPv6;

const sixth = `*raw
:PREROUTING ACCEPT [0:0]
-A PREROUTING -m rpfilter --invert -j DROP
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
-A PREROUTING -d ${six.clusterIp(1)}/128 -p tcp -m tcp --dport 80 -j DNAT --to-destination [${six.pods[1]}]
-A PREROUTING -d ${six.node}/128 -p tcp -m tcp --dport 22 -j REDIRECT --to-ports 8080
-A POSTROUTING -s ${six.podRange} -o eth0 -j SNAT --to-source ${six.secondary} --random-fully
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p ipv6-icmp -j ACCEPT
-A INPUT -m addrtype --dst-type MULTICAST -j ACCEPT
-A INPUT -p udp -m udp --dport 53 -j REJECT --reject-with icmp6-adm-prohibited
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -m conntrack --ctstatus DNAT -j ACCEPT
-A FORWARD -i pod+ -m iprange --dst-range ${six.pods[0]}-${six.pods[2]} -j ACCEPT
-A FORWARD -s ${six.podRange} -p tcp --syn -j ACCEPT
-A FORWARD -p tcp -m tcp --dport 80 -m limit --limit 1/hour -j ACCEPT
-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
`.replace('-m conntrack --ctstatus DNAT', '-m conntrack --ctstate DNAT');

const family = 'IPv4';
const syntax = 'iptables';

export const iptablesScenarios: readonly Scenario[] = [
  { name: 'container runtimes and hostports', family, syntax, rules: containers },
  { name: 'marks of packets and connections', family, syntax, rules: marks },
  { name: 'a host firewall', family, syntax, rules: hostFirewall },
  { name: "an administrator's own", family, syntax, rules: administrator, unknown: /-m owner/ },
  { name: 'ipsets', family, syntax, rules: withIpsets, ipsets },
  { name: "a cloud's addresses, and what is not tracked", family, syntax, rules: cloud },
  { name: "one tool's rules beside the other's", family, syntax, rules: containers, beside: neighbours },
  { name: 'IPv6, iptables', family: 'IPv6', syntax, rules: sixth },
];
