/** Finds the known word that a person most likely meant. */

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other. */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, beforePrevious[j - 2]! + 1);
      }
      row.push(cost);
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length]!;
}

/** The nearest of `known` within a third of the word's length; letter case counts little. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: { text: string; distance: number } | undefined;
  for (const text of known) {
    if (Math.abs(text.length - word.length) > limit) continue;
    const distance = editDistance(word.toLowerCase(), text.toLowerCase()) + (sameButCase(word, text) ? 0 : 0.1);
    if (distance <= limit + 0.1 && (!best || distance < best.distance)) best = { text, distance };
  }
  return best?.text;
}

/**
 * As `nearest`, for "namespace/name": first what stands in the same namespace, by the name alone, then the same name
 * elsewhere, then slips in both.
 */
export function nearestNamed(full: string, known: readonly string[]): string | undefined {
  const slash = full.indexOf('/') + 1;
  if (slash === 0) return nearest(full, known);
  const namespace = full.slice(0, slash);
  const name = full.slice(slash);
  const beside = known.filter(other => other.startsWith(namespace)).map(other => other.slice(slash));
  const near = nearest(name, beside) ?? onlyOne(beside, other => isBeginning(name, other) || isBeginning(other, name));
  if (near !== undefined) return namespace + near;
  const namesake = onlyOne(known, other => other.endsWith(`/${name}`));
  return namesake ?? known.find(other => isNearPair([namespace, name], other));
}

/** The first word, or several, of a longer name: "web" of "web-7d9f". */
function isBeginning(part: string, whole: string): boolean {
  return part.length >= 3 && whole.startsWith(part);
}

function isNearPair([namespace, name]: readonly [string, string], other: string): boolean {
  const slash = other.indexOf('/') + 1;
  return nearest(namespace, [other.slice(0, slash)]) !== undefined && nearest(name, [other.slice(slash)]) !== undefined;
}

function onlyOne(list: readonly string[], fits: (text: string) => boolean): string | undefined {
  const [first, ...others] = list.filter(fits);
  return others.length === 0 ? first : undefined;
}

export function sameButCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
