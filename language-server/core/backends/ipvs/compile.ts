/**
 * kube-proxy's ipvs mode. In: a routing plan. Out: virtual servers, ipsets, bound addresses, sysctls, and the iptables
 * rules around them.
 */
import type { Ipset, IpvsState, VirtualServer } from '../../netfilter/ipvsState.ts';
import { ipsetEntryText } from '../../netfilter/ipvsState.ts';
import { compareText } from '../../routing/endpoint.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import type { RulePlaces } from '../ruleNumbers.ts';
import { type CompileOptions, dialectOf, unitsOf, wantedPorts } from '../shared.ts';
import { emptyContents, type IpvsContents } from './contents.ts';
import { type IpvsDialect, ipvsDialects } from './dialect.ts';
import { dummyInterface, fullSetName, type SetName, setTypes } from './names.ts';
import { filledSets, numberOutFilter } from './sharedParts.ts';

/** With `places`, the plan is a part of the cluster's, and the rules around it are those of the whole. */
export function compileIpvs(plan: RoutingPlan, options: CompileOptions = {}, places?: RulePlaces): IpvsState<Origin> {
  const dialect = dialectOf(ipvsDialects, options);
  const contents = emptyContents(places && filledSets(places.all));
  for (const port of wantedPorts(plan, options)) {
    const before = contents.outFilter.length;
    dialect.addServicePort(contents, plan, port);
    if (places) contents.outFilter.push(...numberOutFilter(contents.outFilter.splice(before), places.before(port)));
  }
  const servers = [...contents.virtualServers];
  const won = options.servicePorts ? servers.filter(isWinner(plan, dialect)) : servers;
  return {
    family: plan.family,
    virtualServers: won.map(([, server]) => server).sort(compareServers),
    ipsets: ipsetsOf(plan, contents),
    dummyInterface,
    dummyAddresses: [...contents.bound.values()].sort((a, b) => compareText(a.address.text, b.address.text)),
    sysctls: dialect.sysctls(plan),
    rules: {
      syntax: 'iptables',
      family: plan.family,
      tables: [{ name: 'nat' }, { name: 'filter' }],
      units: unitsOf(function* () {
        yield dialect.jumps();
        yield dialect.rules(plan, contents);
      }),
    },
  };
}

function compareServers(a: VirtualServer<Origin>, b: VirtualServer<Origin>): number {
  return compareText(a.address.text, b.address.text) || a.port - b.port || compareText(a.protocol, b.protocol);
}

function ipsetsOf(plan: RoutingPlan, contents: IpvsContents): Ipset<Origin>[] {
  const names = Object.keys(setTypes) as SetName[];
  return names
    .map(name => {
      const entries = [...(contents.entries.get(name)?.values() ?? [])];
      return {
        name: fullSetName(name, plan.family),
        type: setTypes[name],
        entries: entries.sort((a, b) => compareText(ipsetEntryText(a), ipsetEntryText(b))),
      };
    })
    .sort((a, b) => compareText(a.name, b.name));
}

const winnersByPlan = new WeakMap<RoutingPlan, ReadonlyMap<string, VirtualServer<Origin>>>();

/** Where two Services claim one address and port, the later has the virtual server. */
function isWinner(plan: RoutingPlan, dialect: IpvsDialect) {
  let winners = winnersByPlan.get(plan);
  if (!winners) {
    const all = emptyContents();
    for (const port of plan.servicePorts) dialect.addServicePort(all, plan, port);
    winners = all.virtualServers;
    winnersByPlan.set(plan, winners);
  }
  const owners = winners;
  return ([key, server]: readonly [string, VirtualServer<Origin>]) => owners.get(key)?.origin === server.origin;
}
