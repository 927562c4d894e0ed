/**
 * Why it is not known whether the endpoints that the manifests show are all. In: the gaps of a Service. Out: a sentence's
 * part that names the first of them, or undefined where there are none.
 */
import { describe } from '../validation/serviceFacts.ts';
import type { EndpointDoubt } from './endpointDoubts.ts';
import { gapCounts } from './unreadWords.ts';

export function gapWords(gaps: readonly EndpointDoubt[]): string | undefined {
  const unread = gapCounts(gaps.flatMap(gap => (gap.kind === 'unread' ? gap.gap : [])));
  const others = gaps.flatMap(gap => wordsOf(gap) ?? []);
  const [first, ...rest] = [...unread.map(words => `${words}: ${mayAdd(words)}`), ...others];
  if (first === undefined) return undefined;
  const more = rest.length ? `, and ${rest.length} more such ${rest.length > 1 ? 'reasons' : 'reason'}` : '';
  return `${first}${more}`;
}

function mayAdd(words: string): string {
  return `${/^1 |^a /.test(words) ? 'it' : 'they'} may add pods`;
}

function wordsOf(gap: EndpointDoubt): string | undefined {
  switch (gap.kind) {
    case 'labels':
      return `the labels of ${describe(gap.source.object)} are not all known`;
    case 'pod-maker':
      return `${describe(gap.object)} may make pods that it selects`;
    case 'scaler':
      return `${describe(gap.object)} sets the replicas of ${describe(gap.target)}`;
    case 'replicas':
      return `the replicas of ${describe(gap.object)} are filled in by another tool`;
    case 'made-elsewhere':
      return 'its pods may be made elsewhere';
    case 'unread':
      return undefined;
  }
}
