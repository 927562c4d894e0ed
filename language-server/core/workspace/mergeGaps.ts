/**
 * Keeps the gaps of a root few: those of one reason and scope become one with all its files, and beyond a number of
 * scopes the rest of a reason is taken together. In: gaps in the order of the files. Out: gaps, in the same order.
 */
import { filesOf, type Gap, type GapScope } from '../cluster/completeness.ts';

/** For each reason. A root with gaps in more kinds and namespaces is known too little to tell them apart. */
const maxScopes = 40;

export function mergeGaps(gaps: readonly Gap[]): Gap[] {
  const groups = new Map<string, Gap[]>();
  const counts = new Map<string, number>();
  for (const gap of gaps) {
    const count = counts.get(gap.reason) ?? 0;
    const own = keyOf(gap);
    const key = groups.has(own) || count < maxScopes ? own : gap.reason;
    const group = groups.get(key);
    if (group) group.push(gap);
    else groups.set(key, [gap]);
    if (!group) counts.set(gap.reason, count + 1);
  }
  return [...groups].map(([key, group]) => (group.length === 1 ? group[0]! : merged(group, key === group[0]!.reason)));
}

const keys = new WeakMap<Gap, string>();
const wordLists = new WeakMap<ReadonlySet<string>, number>();
let latest = 0;

function keyOf(gap: Gap): string {
  const known = keys.get(gap);
  if (known !== undefined) return known;
  const { reason, detail, scope, onlyAdds } = gap;
  const key = JSON.stringify([reason, detail, scope?.kinds, scope?.namespace, onlyAdds, numberOf(scope?.words)]);
  keys.set(gap, key);
  return key;
}

function numberOf(words: ReadonlySet<string> | undefined): number {
  if (!words) return 0;
  const number = wordLists.get(words) ?? ++latest;
  wordLists.set(words, number);
  return number;
}

function merged(group: readonly Gap[], isMixed: boolean): Gap {
  const { files: _files, detail, scope, onlyAdds, ...first } = group[0]!;
  const files = [...new Set(group.flatMap(filesOf))];
  const common = isMixed ? commonOf(group) : { detail, scope, onlyAdds };
  return {
    ...first,
    ...(files.length > 1 ? { files } : {}),
    ...(common.detail === undefined ? {} : { detail: common.detail }),
    ...(common.scope ? { scope: common.scope } : {}),
    ...(common.onlyAdds ? { onlyAdds: true } : {}),
  };
}

function commonOf(group: readonly Gap[]): Pick<Gap, 'scope'> & { detail?: string; onlyAdds: boolean } {
  const scopes = group.flatMap(({ scope }) => scope ?? []);
  const scope = scopes.length === group.length ? scopes.reduce(widened) : undefined;
  return { ...(scope ? { scope } : {}), onlyAdds: group.every(gap => gap.onlyAdds) };
}

function widened(a: GapScope, b: GapScope): GapScope {
  const kinds = a.kinds && b.kinds && [...new Set([...a.kinds, ...b.kinds])].sort();
  const isSameNamespace = a.namespace !== undefined && a.namespace === b.namespace;
  return { ...(kinds ? { kinds } : {}), ...(isSameNamespace ? { namespace: a.namespace } : {}) };
}

/** Gaps of before that say the same stand in, so that whoever compares them sees what changed. */
export function keptGaps(before: readonly Gap[], now: readonly Gap[]): readonly Gap[] {
  const old = new Map(before.map(gap => [keyOf(gap), gap]));
  const kept = now.map(gap => {
    const same = old.get(keyOf(gap));
    return same && isSameList(filesOf(same), filesOf(gap)) ? same : gap;
  });
  return isSameList(kept, before) ? before : kept;
}

export function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}
