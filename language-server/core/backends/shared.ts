/** What all backends do alike: choosing Service ports, units made on demand, the test for pod traffic. */
import { from } from '../netfilter/build.ts';
import type { AddressMatch, InterfaceMatch, Unit } from '../netfilter/ir.ts';
import { compareText } from '../routing/endpoint.ts';
import type { Origin } from '../routing/origin.ts';
import type { RoutingPlan, ServicePortPlan } from '../routing/plan.ts';
import type { PodTraffic } from '../routing/podTraffic.ts';

export interface CompileOptions {
  /** Names of the Service ports whose rules are wanted; absent means all. What they share is always there. */
  readonly servicePorts?: readonly string[];
  /** "1.36"; the release that writes the rules. */
  readonly release?: string;
}

export const defaultRelease = '1.36';

/** A release that a backend has no dialect for is our caller's mistake: settings are checked before. */
export function dialectOf<Dialect>(dialects: Readonly<Record<string, Dialect>>, options: CompileOptions): Dialect {
  const release = options.release ?? defaultRelease;
  const dialect = dialects[release];
  if (!dialect) throw new Error(`no dialect for release ${release}`);
  return dialect;
}

type PortsByName = ReadonlyMap<string, readonly ServicePortPlan[]>;

const indexes = new WeakMap<RoutingPlan, PortsByName>();

function portsByName(plan: RoutingPlan): PortsByName {
  const known = indexes.get(plan);
  if (known) return known;
  const index = new Map<string, ServicePortPlan[]>();
  for (const portPlan of plan.servicePorts) {
    const { name } = portPlan.port;
    index.set(name, [...(index.get(name) ?? []), portPlan]);
  }
  indexes.set(plan, index);
  return index;
}

/** All, or those that the options name, in the plan's order. */
export function wantedPorts(plan: RoutingPlan, options: CompileOptions): readonly ServicePortPlan[] {
  if (!options.servicePorts) return plan.servicePorts;
  const names = [...new Set(options.servicePorts)].sort(compareText);
  return names.flatMap(name => portsByName(plan).get(name) ?? []);
}

/** Units that are made anew each time they are read. */
export function unitsOf(make: () => Generator<Unit<Origin>>): Iterable<Unit<Origin>> {
  return { [Symbol.iterator]: make };
}

export function fromPods(podTraffic: PodTraffic): AddressMatch | InterfaceMatch {
  if (podTraffic.kind === 'range') return from(podTraffic.range);
  return { kind: 'interface', direction: 'in', name: podTraffic.name, prefix: podTraffic.prefix };
}
