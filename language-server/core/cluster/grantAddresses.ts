/**
 * Gives out addresses that nobody wrote, each once. In: who wishes for which address. Out: what those get who do not get
 * their wish, if anything; all others have it, so that little needs to be kept. The same in whatever order wishes come.
 */

export interface AddressWish {
  /** Unique; of two who wish for one address, the first in order of this has it. */
  readonly by: string;
  readonly address: string;
}

export function grantAddresses<W extends AddressWish>(
  wishes: Iterable<W>,
  isWritten: (address: string) => boolean,
  /** Another address, of those that are free; undefined where there is none. */
  another: (wish: W, isFree: (address: string) => boolean) => string | undefined,
): ReadonlyMap<string, string | undefined> {
  const holders = new Map<string, W>();
  const losers: W[] = [];
  for (const wish of wishes) {
    const holder = holders.get(wish.address);
    const wins = !isWritten(wish.address) && (!holder || wish.by < holder.by);
    if (wins) holders.set(wish.address, wish);
    if (!wins) losers.push(wish);
    else if (holder) losers.push(holder);
  }
  losers.sort((a, b) => (a.by < b.by ? -1 : 1));
  const given = new Set<string>();
  const isFree = (address: string) => !given.has(address) && !holders.has(address) && !isWritten(address);
  const others = new Map<string, string | undefined>();
  for (const wish of losers) {
    const address = another(wish, isFree);
    if (address !== undefined) given.add(address);
    others.set(wish.by, address);
  }
  return others;
}
