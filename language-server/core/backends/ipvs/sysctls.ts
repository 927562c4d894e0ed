/** The sysctls that kube-proxy sets in ipvs mode on a recent kernel (5.9 or newer), sorted by name. */
import type { RoutingPlan } from '../../routing/plan.ts';

export function sysctls(plan: RoutingPlan): { name: string; value: number }[] {
  const strictArp = [
    { name: 'net/ipv4/conf/all/arp_announce', value: 2 },
    { name: 'net/ipv4/conf/all/arp_ignore', value: 1 },
  ];
  return [
    ...(plan.ipvs.strictArp ? strictArp : []),
    { name: 'net/ipv4/ip_forward', value: 1 },
    { name: 'net/ipv4/vs/conntrack', value: 1 },
    { name: 'net/ipv4/vs/expire_nodest_conn', value: 1 },
    { name: 'net/ipv4/vs/expire_quiescent_template', value: 1 },
  ];
}
