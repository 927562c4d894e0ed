/**
 * Finds the known word that a person most likely meant. Words of a fixed vocabulary (fields, options, values) may differ
 * in a third of their letters; names that people make up share endings such as "-service", so that only a typo counts.
 */

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

/** The nearest word of a vocabulary within a third of the word's length; letter case counts little. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  return closest(known, text => {
    if (Math.abs(text.length - word.length) > limit) return undefined;
    const distance = editDistance(word.toLowerCase(), text.toLowerCase()) + (sameButCase(word, text) ? 0 : 0.1);
    return distance <= limit + 0.1 ? distance : undefined;
  });
}

/** The name that was meant, where the given one is a typo of it; another word in the same pattern is another name. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return closest(known, other => typos(name, other));
}

function closest(known: readonly string[], distanceTo: (text: string) => number | undefined): string | undefined {
  let best: { text: string; distance: number } | undefined;
  for (const text of known) {
    const distance = distanceTo(text);
    if (distance !== undefined && (!best || distance < best.distance)) best = { text, distance };
  }
  return best?.text;
}

/** Says that the name is a Service's, and nothing of which one; typed wrongly as well. */
function isGeneric(word: string): boolean {
  return word === 'svc' || word === 'srv' || (word.length > 5 && editDistance(word, 'service') < 2);
}

const maxTypos = 2;

/** How many slips lead from one name to the other; undefined where they are different names. */
function typos(a: string, b: string): number | undefined {
  if (Math.abs(a.length - b.length) > '-service'.length + maxTypos) return undefined;
  const [left, right] = [wordsOf(a), wordsOf(b)];
  if (left.join('') === right.join('')) return a === b ? 0 : 0.5;
  if (digitsOf(left.join('')) !== digitsOf(right.join(''))) return undefined;
  // A hyphen forgotten or added is a slip too, so that the words need not be as many.
  const pairs =
    left.length === right.length
      ? left.map((word, i) => [word, right[i]!] as const)
      : [[left.join(''), right.join('')] as const];
  const slips = pairs.map(([one, other]) => wordTypos(one, other));
  if (slips.includes(undefined)) return undefined;
  const total = slips.reduce<number>((sum, count) => sum + count!, left.length === right.length ? 0 : 1);
  return total <= maxTypos ? total : undefined;
}

function wordsOf(name: string): string[] {
  const words = name
    .toLowerCase()
    .split(/[-._/]+/)
    .filter(Boolean);
  const own = words.filter(word => !isGeneric(word));
  return own.length > 0 ? own : words;
}

/** Numbers tell names apart on purpose: web-1 is no typo of web-2. */
function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/**
 * Short words are one letter apart by chance ("api" and "app", "cart" and "card"), so that there only a swap, or from
 * four letters on a letter too many or too few, is a typo. Typos keep the first letter, or swap it.
 */
function wordTypos(a: string, b: string): number | undefined {
  if (a === b) return 0;
  const shorter = Math.min(a.length, b.length);
  const distance = editDistance(a, b);
  const isSwap = distance === 1 && a.length === b.length && [...a].sort().join('') === [...b].sort().join('');
  if (isSwap) return shorter >= 3 ? 1 : undefined;
  if (a[0] !== b[0] || shorter < 4) return undefined;
  if (shorter < 5 && a.length === b.length) return undefined;
  return distance <= (shorter < 8 ? 1 : maxTypos) ? distance : undefined;
}

/** For a name that a person has just typed, who sees at once whether the guess is right: less alike will do. */
function nearestTyped(name: string, known: readonly string[]): string | undefined {
  const own = (text: string) => wordsOf(text).join('-');
  const near = nearestName(name, known);
  const slip = near ?? known.find(text => editDistance(name.toLowerCase(), text.toLowerCase()) === 1);
  if (slip !== undefined) return slip;
  const found = nearest(own(name), known.map(own));
  return known.find(text => own(text) === found);
}

/**
 * As `nearestTyped`, for "namespace/name": first what stands in the same namespace, by the name alone, then the same
 * name elsewhere, then slips in both.
 */
export function nearestNamed(full: string, known: readonly string[]): string | undefined {
  const slash = full.indexOf('/') + 1;
  if (slash === 0) return nearestTyped(full, known);
  const namespace = full.slice(0, slash);
  const name = full.slice(slash);
  const beside = known.filter(other => other.startsWith(namespace)).map(other => other.slice(slash));
  const near =
    nearestTyped(name, beside) ?? onlyOne(beside, other => isBeginning(name, other) || isBeginning(other, name));
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
  return (
    nearestTyped(namespace, [other.slice(0, slash)]) !== undefined &&
    nearestTyped(name, [other.slice(slash)]) !== undefined
  );
}

function onlyOne(list: readonly string[], fits: (text: string) => boolean): string | undefined {
  const [first, ...others] = list.filter(fits);
  return others.length === 0 ? first : undefined;
}

export function sameButCase(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
