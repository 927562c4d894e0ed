/**
 * Rules as other programs write them, by hand and in their manner: container runtimes, network plugins, firewalls,
 * administrators. Addresses are those of the test's network.
 */
import type { IpFamily } from '../../core/ip/address.ts';
import { addressesOf } from '../support/clusterAddresses.ts';

export interface Scenario {
  readonly name: string;
  readonly family: IpFamily;
  readonly syntax: 'iptables' | 'nftables';
  /** For iptables-restore or nft. */
  readonly rules: string;
  /** What the tracer cannot know of some flows, as it names it. */
  readonly unknown?: RegExp;
  /** For `ipset restore`, before the rules. */
  readonly ipsets?: string;
  /** For nft, beside rules of iptables. */
  readonly beside?: string;
  /** For iptables-legacy-restore, beside rules of iptables. */
  readonly legacy?: string;
}

const {
  node,
  secondary,
  pods,
  otherPods,
  otherPodRange,
  podRange,
  clusterRange,
  clients,
  clusterIp,
  externalIp,
  plainPod,
} = addressesOf.IPv4;
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

const zones = `table inet firewalld {
	ct helper ftp {
		type "ftp" protocol tcp
	}
	chain mangle_PREROUTING {
		type filter hook prerouting priority mangle + 10; policy accept;
		meta nfproto ipv6 fib saddr . mark . iif oif missing drop
		jump mangle_PREROUTING_ZONES
	}
	chain mangle_PREROUTING_ZONES {
		iifname "pod0" goto mangle_PRE_trusted
		goto mangle_PRE_public
	}
	chain mangle_PRE_trusted {
	}
	chain mangle_PRE_public {
		tcp dport 8080 meta mark set 0x64
	}
	chain nat_PREROUTING {
		type nat hook prerouting priority dstnat + 10; policy accept;
		jump nat_PREROUTING_ZONES
	}
	chain nat_PREROUTING_ZONES {
		iifname "eth0" goto nat_PRE_public
	}
	chain nat_PRE_public {
		meta nfproto ipv4 meta mark 0x64 ip daddr ${node} meta l4proto tcp dnat ip to ${podB}:80
	}
	chain nat_POSTROUTING {
		type nat hook postrouting priority srcnat + 10; policy accept;
		oifname "eth0" ip saddr ${podRange} masquerade fully-random
	}
	chain filter_PREROUTING {
		type filter hook prerouting priority filter + 10; policy accept;
		icmpv6 type { nd-router-advert, nd-neighbor-solicit } accept
		meta nfproto ipv6 fib saddr . mark . iif oif missing drop
	}
	chain filter_INPUT {
		type filter hook input priority filter + 10; policy accept;
		ct state { established, related } accept
		ct status dnat accept
		iifname "lo" accept
		ct state invalid drop
		jump filter_INPUT_ZONES
		reject with icmpx admin-prohibited
	}
	chain filter_FORWARD {
		type filter hook forward priority filter + 10; policy accept;
		ct state { established, related } accept
		ct status dnat accept
		iifname "lo" accept
		ct state invalid drop
		ip6 daddr { ::/96, ::ffff:0.0.0.0/96, 2002::/24 } reject with icmpv6 addr-unreachable
		jump filter_FORWARD_ZONES
		reject with icmpx admin-prohibited
	}
	chain filter_INPUT_ZONES {
		iifname "pod0" goto filter_IN_trusted
		goto filter_IN_public
	}
	chain filter_IN_trusted {
		accept
	}
	chain filter_IN_public {
		jump filter_IN_public_deny
		jump filter_IN_public_allow
		meta l4proto { icmp, ipv6-icmp } accept
	}
	chain filter_IN_public_deny {
		ip saddr ${clients[1]} drop
	}
	chain filter_IN_public_allow {
		tcp dport 22 accept
		ip6 daddr fe80::/64 udp dport 546 accept
		tcp dport 8000-8100 ip saddr { ${clients[0]}, 10.0.0.0/8 } accept
	}
	chain filter_FORWARD_ZONES {
		iifname { "pod0", "pod1" } oifname "eth0" accept
		iifname "pod*" oifname "pod*" accept
		iifname "eth0" oifname "pod*" tcp dport { 80, 443 } accept
	}
}
`;

const setsAndMaps = `table ip admin {
	set blocked {
		type ipv4_addr
		flags interval
		auto-merge
		elements = { ${clients[1]}, 10.244.2.128/25, 198.51.100.1-198.51.100.9 }
	}
	set services {
		type ipv4_addr . inet_proto . inet_service
		flags interval
		elements = { ${podRange} . tcp . 80-90, ${podB} . udp . 53 }
	}
	set wires {
		type ifname
		flags interval
		elements = { "pod*" }
	}
	set seen {
		type ipv4_addr
		size 65535
		flags dynamic,timeout
		timeout 1m
	}
	map ports {
		type inet_service : ipv4_addr . inet_service
		elements = { 8080 : ${podB} . 80, 22 : ${podC} . 81 }
	}
	map nets {
		type ipv4_addr : verdict
		flags interval
		elements = { ${clusterRange} : jump inside, 1.0.0.0/9 : drop, ${outside} : accept }
	}
	chain early {
		type filter hook prerouting priority mangle - 5; policy accept;
		meta mark set meta mark & 0xffff00ff | 0x00000500
		ct mark set meta mark & 0x0000ff00
		ip saddr @blocked tcp dport != { 22, 80-90 } drop
		add @seen { ip saddr timeout 10s }
		ip saddr @seen ct mark 0x00000500 meta mark set ct mark ^ 0x00000001
	}
	chain ports {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr ${node} dnat ip addr . port to tcp dport map @ports
		ip daddr ${clusterIp(1)} tcp dport 80 dnat ip to ip saddr map { ${podA} : ${podB}, ${clients[0]} : ${podC}, 10.244.2.0/24 : ${otherPods[0]} }
		ip daddr ${externalIp(1)} ct state new numgen random mod 4 vmap { 0 : jump first, 1-3 : goto second }
	}
	chain first {
		meta l4proto tcp dnat to ${podB}:80
	}
	chain second {
		meta l4proto tcp dnat to ${podC}
	}
	chain through {
		type filter hook forward priority filter; policy drop;
		ct state vmap { established : accept, related : accept, invalid : drop }
		ct original ip daddr ${externalIp(1)} accept
		ct original protocol tcp ct original proto-dst 8080 ct status dnat accept
		meta mark & 0x00000fff != 0x00000501 drop
		ip daddr . meta l4proto . th dport @services accept
		iifname . ip daddr vmap { "eth0" . ${podC} : goto podc, "pod0" . ${outside} : accept }
		iifname @wires ip daddr vmap @nets
		tcp flags & (fin | syn | rst | ack) == syn limit rate over 1/hour burst 1 packets log prefix "more "
		reject with icmp type admin-prohibited
	}
	chain podc {
		tcp flags syn / fin,syn,rst,ack tcp dport >= 81 tcp dport < 82 accept
		udp dport 53 return
		drop
	}
	chain inside {
		meta l4proto { tcp, udp } th dport { 80, 53 } accept
		ip protocol tcp reject with tcp reset
	}
	chain leave {
		type nat hook postrouting priority srcnat; policy accept;
		oifname "eth0" ip saddr ${podRange} meta l4proto tcp snat to ${secondary}:20000-30000 fully-random
		fib saddr type local ct status dnat masquerade fully-random
	}
	chain own {
		type filter hook input priority filter; policy accept;
		iifname "eth0" fib daddr . iif type != local drop
		fib daddr type { broadcast, multicast } drop
		tcp dport vmap { 53 : drop, 22 : accept, 1000-9000 : drop }
	}
}
`;

/** Two chains of each kind at one place: which is asked first, and that the first translation holds. */
const neighbours = `table ip first {
	chain nat {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr ${clusterIp(1)} tcp dport 80 dnat to ${podB}:80
	}
	chain marks {
		type filter hook prerouting priority mangle; policy accept;
		meta mark set 0x1
	}
	chain through {
		type filter hook forward priority filter + 5; policy accept;
		meta mark 0x2 tcp dport 81 drop
		ip daddr ${outside} tcp dport 80 accept
	}
}
table ip second {
	chain nat {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr ${clusterIp(1)} tcp dport 80 dnat to ${podC}:80
	}
	chain marks {
		type filter hook prerouting priority mangle; policy accept;
		meta mark set 0x2
	}
	chain through {
		type filter hook forward priority filter - 5; policy accept;
		ip daddr ${outside} tcp dport 80 accept
		ip daddr ${outside} tcp dport 443 drop
	}
	chain later {
		type filter hook forward priority 10; policy accept;
		ip daddr ${outside} tcp dport 80 reject
	}
}
table inet both {
	chain input {
		type filter hook input priority security; policy drop;
		ct state established,related accept
		iif lo accept
		meta nfproto ipv4 tcp dport 22 accept
		udp dport 53 ip saddr ${plainPod}/31 accept
		ip saddr != 10.0.0.0/8 counter reject
	}
}
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

const sixthSets = `table inet edge {
	set inside {
		typeof ip6 daddr
		flags interval
		elements = { ${six.podRange}, ${six.otherPodRange} }
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state established,related accept
		ip6 daddr @inside tcp dport 80 accept
		ip6 nexthdr udp ip6 daddr @inside accept
		ip daddr @inside4 drop
		ip6 daddr { ::/96, ::ffff:0.0.0.0/96, 2002:a00::/24 } reject with icmpv6 addr-unreachable
		ip6 saddr != ::ffff:10.0.0.0/104 ip6 daddr @inside reject
	}
	set inside4 {
		type ipv4_addr
		flags interval
		elements = { 10.0.0.0/8 }
	}
	chain nat {
		type nat hook prerouting priority dstnat; policy accept;
		ip6 daddr ${six.clusterIp(1)} tcp dport 80 dnat ip6 to [${six.pods[1]}]:80
		ip6 daddr ${six.externalIp(0)} dnat ip6 to tcp dport map { 80 : ${six.pods[2]} }
	}
}
`;

export const scenarios: readonly Scenario[] = [
  { name: 'container runtimes and hostports', family: 'IPv4', syntax: 'iptables', rules: containers },
  { name: 'marks of packets and connections', family: 'IPv4', syntax: 'iptables', rules: marks },
  { name: 'a host firewall', family: 'IPv4', syntax: 'iptables', rules: hostFirewall },
  { name: "an administrator's own", family: 'IPv4', syntax: 'iptables', rules: administrator, unknown: /-m owner/ },
  { name: 'ipsets', family: 'IPv4', syntax: 'iptables', rules: withIpsets, ipsets },
  { name: 'zones', family: 'IPv4', syntax: 'nftables', rules: zones },
  { name: 'sets and maps', family: 'IPv4', syntax: 'nftables', rules: setsAndMaps },
  { name: 'several chains at one hook', family: 'IPv4', syntax: 'nftables', rules: neighbours },
  {
    name: "one tool's rules beside the other's",
    family: 'IPv4',
    syntax: 'iptables',
    rules: containers,
    beside: neighbours,
  },
  { name: 'IPv6, iptables', family: 'IPv6', syntax: 'iptables', rules: sixth },
  { name: 'IPv6, nftables', family: 'IPv6', syntax: 'nftables', rules: sixthSets },
];
