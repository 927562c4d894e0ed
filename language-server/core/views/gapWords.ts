/**
 * Why it is not known whether the endpoints that the manifests show are all. In: the gaps of a Service. Out: a sentence's
 * part that names the first of them, or undefined where there are none.
 */
import type { IncompleteReason } from '../cluster/completeness.ts';
import type { EndpointGap } from '../cluster/endpointGaps.ts';
import { describe } from '../validation/serviceFacts.ts';

const unread: Readonly<Record<IncompleteReason, string>> = {
  template: 'a template that is not rendered may add some',
  kustomize: 'a kustomization that is not built here may add some',
  unparsable: 'a document that does not parse may add some',
  'size-limit': 'a file that is too large to read may add some',
  loading: 'files are still being read',
};

export function gapWords(gaps: readonly EndpointGap[]): string | undefined {
  const [first, ...rest] = gaps;
  if (!first) return undefined;
  const more = rest.length ? `, and ${rest.length} more such ${rest.length > 1 ? 'places' : 'place'}` : '';
  return `${wordsOf(first)}${more}`;
}

function wordsOf(gap: EndpointGap): string {
  switch (gap.kind) {
    case 'labels':
      return `the labels of ${describe(gap.source.object)} are not all known`;
    case 'pod-maker':
      return `${describe(gap.object)} may make pods that it selects`;
    case 'unread':
      return `${unread[gap.gap.reason]} (${gap.gap.file})`;
  }
}
