/**
 * Branches that are in the same state are one branch: nothing that comes later can tell them apart. In: branches at one
 * place. Out: the same ones, with equal ones made one. Shares are added; a test whose result is not known is forgotten
 * where both of its results lead to the same state.
 */
import { add, equal, type Fraction } from '../base/fraction.ts';
import type { Assumption, Flight } from './packet.ts';
import { memoryKey } from './world.ts';

/** Of branches that become one, the first stays, or the one without the rule of a forgotten test: its steps are told. */
export function mergeFlights<Origin>(flights: readonly Flight<Origin>[]): readonly Flight<Origin>[] {
  return flights.length < 2 ? flights : mergeBy(flights, stateOf);
}

/** What all that is merged has: its share, and what it takes for granted. */
export interface Shared {
  readonly weight: Fraction | undefined;
  readonly assumed: readonly Assumption[];
}

/** In the order of the first of each kind. */
export function mergeBy<T extends Shared>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) addTo(group, item);
    else groups.set(name, [item]);
  }
  return [...groups.values()].flat();
}

function addTo<T extends Shared>(group: T[], item: T): void {
  const at = group.findIndex(other => isSame(other.assumed, item.assumed));
  const isOpposite = (other: T) => areOpposite(other, item);
  const opposite = at < 0 ? group.findIndex(isOpposite) : -1;
  if (at < 0 && opposite < 0) {
    group.push(item);
    return;
  }
  const present = group.splice(at < 0 ? opposite : at, 1)[0]!;
  // What comes of it may in turn be the other half of something.
  addTo(group, at < 0 ? withoutTest(present, item) : { ...present, weight: sum(present.weight, item.weight) });
}

function withoutTest<T extends Shared>(a: T, b: T): T {
  const one = a.assumed.at(-1)?.holds ? b : a;
  return { ...one, assumed: one.assumed.slice(0, -1) };
}

function sum(a: Fraction | undefined, b: Fraction | undefined): Fraction | undefined {
  return a && b ? add(a, b) : undefined;
}

function isSame(a: readonly Assumption[], b: readonly Assumption[]): boolean {
  return a.length === b.length && a.every(({ doubt, holds }, i) => b[i]!.doubt === doubt && b[i]!.holds === holds);
}

/** They differ only in how the last test went, and have the same share. */
function areOpposite(a: Shared, b: Shared): boolean {
  const [lastOfA, lastOfB] = [a.assumed.at(-1), b.assumed.at(-1)];
  if (!lastOfA || !lastOfB || lastOfA.doubt !== lastOfB.doubt || lastOfA.holds === lastOfB.holds) return false;
  const sameShare = a.weight && b.weight ? equal(a.weight, b.weight) : a.weight === b.weight;
  return sameShare && isSame(a.assumed.slice(0, -1), b.assumed.slice(0, -1));
}

/** All that rules and routing can ask for. */
function stateOf({ packet, connection, route, remembered }: Flight<unknown>): string {
  const { source, sourcePort, destination, destinationPort, mark, inInterface, outInterface } = packet;
  const { state, translation, settled, masqueraded, balanced } = connection;
  const told = [
    [source.text, sourcePort, destination.text, destinationPort, mark, inInterface, outInterface],
    [state, connection.mark, translation.destination, translation.source?.text, settled, masqueraded, balanced],
    route,
    remembered.map(memoryKey).sort(),
  ];
  return JSON.stringify(told);
}
