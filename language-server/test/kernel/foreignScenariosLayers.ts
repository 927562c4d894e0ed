/** Rules beside those of the IP layer's usual tables: at devices, and in the tables of iptables-legacy. */
import { addressesOf } from '../support/clusterAddresses.ts';
import type { Scenario } from './foreignScenario.ts';

const { pods, clients, clusterIp, externalIp, node } = addressesOf.IPv4;
const [podA, podB, podC] = pods as [string, string, string];

const devices = `table netdev edge {
	chain in {
		type filter hook ingress device "eth0" priority filter; policy accept;
		ip saddr ${clients[1]} tcp dport 8080 drop
		ip daddr ${podB} udp dport 53 drop
		meta mark set 0x7
	}
	chain out {
		type filter hook egress device "pod1" priority 0; policy accept;
		ip saddr ${podA} tcp dport 80 drop
	}
	chain loop {
		type filter hook ingress devices = { lo } priority 0; policy accept;
		udp dport 53 drop
	}
}
table inet guard {
	chain early {
		type filter hook ingress device "pod0" priority filter; policy accept;
		ip daddr ${clusterIp(1)} drop
	}
	chain nat {
		type nat hook prerouting priority dstnat; policy accept;
		ip daddr ${clusterIp(1)} tcp dport 80 dnat ip to ${podC}:80
		ip daddr ${externalIp(0)} tcp dport 80 meta mark 0x7 dnat ip to ${podB}:80
	}
}
`;

const both = `*nat
-A PREROUTING -d ${clusterIp(1)}/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${podC}:80
-A OUTPUT -d ${clusterIp(1)}/32 -p tcp -m tcp --dport 80 -j DNAT --to-destination ${podC}:80
COMMIT
*filter
-A FORWARD -s ${podA}/32 -d ${podC}/32 -j ACCEPT
-A INPUT -d ${node}/32 -p tcp -m tcp --dport 8080 -j DROP
COMMIT
`;

const legacy = `*nat
-A PREROUTING -d ${externalIp(0)}/32 -p tcp -m tcp --dport 443 -j DNAT --to-destination ${podB}:80
-A POSTROUTING -s ${clients[0]}/32 -j MASQUERADE
COMMIT
*filter
:FORWARD DROP [0:0]
-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
`;

export const layerScenarios: readonly Scenario[] = [
  { name: 'devices that drop and mark what comes and goes', family: 'IPv4', syntax: 'nftables', rules: devices },
  { name: 'tables of iptables-legacy beside others', family: 'IPv4', syntax: 'iptables', rules: both, legacy },
];
