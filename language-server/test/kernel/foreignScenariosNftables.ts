/** Rules of nftables in the manner of firewalls, network plugins and administrators, with the test's addresses. */
import { addressesOf } from '../support/clusterAddresses.ts';
import type { Scenario } from './foreignScenario.ts';

const { node, secondary, pods, otherPods, podRange, clusterRange, clients, clusterIp, externalIp, plainPod } =
  addressesOf.IPv4;
const [podA, podB, podC] = pods as [string, string, string];
const outside = externalIp(0);

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
export const neighbours = `table ip first {
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

const plugin = `table ip calico {
	map cali-fw-ifaces {
		type ifname : verdict
		flags interval
		elements = { "pod0" : goto cali-fw-pod0, "pod1" : goto cali-fw-pod1 }
	}
	map cali-tw-ifaces {
		type ifname : verdict
		elements = { "pod0" : goto cali-tw-pod0, "pod1" : goto cali-tw-pod1 }
	}
	set cali40pools {
		type ipv4_addr
		flags interval
		elements = { ${clusterRange} }
	}
	set cali40web {
		type ipv4_addr . inet_proto . inet_service
		flags interval
		elements = { ${podB} . tcp . 80-81 }
	}
	chain raw-PREROUTING {
		type filter hook prerouting priority raw; policy accept;
		ct state new drop
		ct state != new | untracked ct state invalid meta mark set meta mark & 0xfff0ffff
		iifname "pod*" counter meta mark set meta mark | 0x00040000
		meta mark & 0x00040000 == 0x00040000 fib saddr . mark . iif oif 0 counter drop
	}
	chain filter-FORWARD {
		type filter hook forward priority filter; policy accept;
		meta mark set meta mark & 0xfff1ffff
		iifname { "pod0", "pod1" } counter iifname vmap @cali-fw-ifaces
		iifname . oifname vmap { "eth0" . "pod2" : drop }
		oifname vmap @cali-tw-ifaces
		ct direction vmap { original : continue, reply : accept }
		meta mark & 0x00010000 == 0x00010000 accept
	}
	chain cali-fw-pod0 {
		ct state vmap { established : accept, related : accept, invalid : drop }
		meta l4proto udp udp dport 4789 counter drop comment "cali:x; Drop VXLAN encapped packets"
		meta l4proto ipencap counter drop
		meta mark & 0x00020000 == 0x00000000 jump cali-po-web
		meta mark & 0x00010000 == 0x00010000 counter return comment "Return if policy accepted"
		counter drop comment "Drop if no policies passed packet"
	}
	chain cali-fw-pod1 {
		ct state established,related accept
		meta l4proto 17-20 ip daddr != ${podA} drop
		counter return
	}
	chain cali-tw-pod0 {
		counter meta mark set meta mark | 0x00010000
	}
	chain cali-tw-pod1 {
		ct state ! new,invalid accept
		ip daddr . meta l4proto . th dport @cali40web meta mark set meta mark | 0x00010000
		meta mark & 0x00010000 == 0x00010000 return
		counter drop
	}
	chain cali-po-web {
		ip daddr . meta l4proto . th dport @cali40web meta mark set meta mark | 0x00010000
		ip daddr ${outside} tcp dport { 80, 443 } meta mark set meta mark | 0x00010000
	}
	chain nat-POSTROUTING {
		type nat hook postrouting priority srcnat; policy accept;
		ip saddr @cali40pools ip daddr != @cali40pools counter masquerade fully-random
	}
}
`;

const modern = `table inet filter {
	counter web {
		packets 0 bytes 0
	}
	set knocked {
		type ipv4_addr . inet_service
		size 1024
		flags dynamic,timeout
		timeout 10s
	}
	set both {
		typeof ip saddr . tcp dport
		flags interval
		elements = { ${podRange} . 22, ${clients[0]} . 8000-9000 }
	}
	chain late {
		type filter hook prerouting priority mangle; policy accept;
		ip daddr ${podB} tcp dport 81 notrack
		tcp flags != syn / fin,syn,rst,ack ct state new drop
		fib saddr . iif oif missing drop
	}
	chain inbound {
		type filter hook input priority filter; policy drop;
		ct state vmap { established : accept, related : accept, invalid : drop }
		iif lo accept
		ip protocol icmp icmp type { echo-request, destination-unreachable } accept
		meta l4proto vmap { tcp : jump in_tcp, udp : jump in_udp }
		reject with tcp reset
	}
	chain in_tcp {
		ip saddr . tcp dport @both counter name "web" accept
		tcp dport 22 add @knocked { ip saddr . tcp dport }
		ip saddr . tcp dport @knocked reject with icmpx admin-prohibited
	}
	chain in_udp {
		udp dport 53 jump {
			ip saddr ${podRange} accept
			ip saddr ${clients[1]} drop
		}
		udp dport 53 iifname "eth0" accept
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		ct state established,related accept
		ct status == dnat drop
		ct status != dnat,snat meta mark set 0x00000001
		ct state untracked tcp dport 81 ip saddr != ${podRange} drop
		meta skuid 0 drop
		tcp flags != syn,ack meta mark set meta mark | 0x00000002
		tcp flags == syn,ack drop
		meta l4proto != { icmp, 6-17 } drop
		meta mark 0x00000003 tcp dport 443 reject with tcp reset
		tcp dport 80 ip daddr ${outside} numgen random mod 4 < 3 drop
		ip daddr ${externalIp(1)} drop
	}
	chain targets {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr ${clusterIp(1)} meta l4proto tcp dnat ip to numgen random mod 4 map { 0-2 : ${podB}, 3 : ${podC} }
		ip daddr ${node} tcp dport 22 redirect to :tcp dport map { 22 : 8080 }
	}
	chain sources {
		type nat hook postrouting priority srcnat; policy accept;
		oif eth0 ip saddr ${podRange} snat ip to ip saddr map { ${podA} : ${secondary}, ${podB} : ${node} } fully-random
	}
}
`;

const six = addressesOf.IPv6;

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

const family = 'IPv4';
const syntax = 'nftables';

export const nftablesScenarios: readonly Scenario[] = [
  { name: 'zones', family, syntax, rules: zones },
  { name: 'sets and maps', family, syntax, rules: setsAndMaps },
  { name: 'several chains at one hook', family, syntax, rules: neighbours },
  { name: "a network plugin's dispatch by interface", family, syntax, rules: plugin },
  { name: 'flags, states and choices compared as nft does', family, syntax, rules: modern },
  { name: 'IPv6, nftables', family: 'IPv6', syntax, rules: sixthSets },
];
