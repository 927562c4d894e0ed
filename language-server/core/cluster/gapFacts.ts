/**
 * Names for what is asked of a root's completeness, so that an edit which opens or closes a gap drops only the findings
 * that asked for something it could hold. In: what is sought, and the gaps before and after an edit. Out: facts.
 */
import type { Completeness, Gap, Sought } from './completeness.ts';

/** Every list of kinds that was ever asked for: constants of a few rules. */
const askedKinds = new Map<string, readonly string[]>();
const keys = new WeakMap<readonly string[], string>();

function keyOf(kinds: readonly string[]): string {
  const known = keys.get(kinds);
  if (known !== undefined) return known;
  const key = kinds.join(' ');
  keys.set(kinds, key);
  askedKinds.set(key, kinds);
  return key;
}

/** A gap whose namespace is unknown concerns everyone; one with a namespace those who ask for it or for all of them. */
const ofUnknownNamespace = (key: string) => `gaps ${key} ?`;
const ofAnyNamespace = (key: string) => `gaps ${key} *`;
const ofNamespace = (key: string, namespace: string) => `gaps ${key} ${namespace}`;

export function gapFactsOf({ kinds, namespace }: Sought): readonly string[] {
  const key = keyOf(kinds);
  return [ofUnknownNamespace(key), namespace === undefined ? ofAnyNamespace(key) : ofNamespace(key, namespace)];
}

export function changedGapFacts(before: Completeness, after: Completeness): readonly string[] {
  const [old, now] = [new Set(before.reasons), new Set(after.reasons)];
  const changed = [...before.reasons.filter(gap => !now.has(gap)), ...after.reasons.filter(gap => !old.has(gap))];
  return changed.flatMap(factsAbout);
}

function factsAbout({ scope }: Gap): string[] {
  const { kinds, namespace } = scope ?? {};
  const asked = [...askedKinds].filter(([, list]) => !kinds || kinds.some(kind => list.includes(kind)));
  return asked.flatMap(([key]) =>
    namespace === undefined ? [ofUnknownNamespace(key)] : [ofNamespace(key, namespace), ofAnyNamespace(key)],
  );
}
