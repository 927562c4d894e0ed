/** Whether two trees say the same, whatever they are written like; of maps, the order of keys does not count. */
import { keyText, type ManifestNode } from './manifestNode.ts';

export function sameContent(a: ManifestNode, b: ManifestNode): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && Object.is(a.value, b.value);
  if (a.kind === 'sequence') {
    return (
      b.kind === 'sequence' &&
      a.items.length === b.items.length &&
      a.items.every((item, i) => sameContent(item, b.items[i]!))
    );
  }
  if (b.kind !== 'map' || a.entries.length !== b.entries.length) return false;
  const others = new Map(b.entries.map(entry => [keyText(entry), entry.value]));
  return a.entries.every(entry => {
    const other = others.get(keyText(entry));
    return other !== undefined && sameContent(entry.value, other);
  });
}
