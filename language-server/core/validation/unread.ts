/**
 * What becomes of a finding that says that something is missing, where a part of the root that is not read could hold
 * it. In: a draft, with what it seeks, and the cluster. Out: the draft as it is, one step down with the condition, or
 * nothing. A finding whose evidence stands together is not doubted because of what is unknown in other folders.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { Gap, IncompleteReason } from '../cluster/completeness.ts';
import { isNear, standsTogether } from '../cluster/gapPlaces.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Draft, Severity } from './defineRule.ts';

/** `usual` is the severity where the draft has none. */
export function weighed(
  draft: Draft,
  { object, cluster, usual }: { object: KubernetesObject; cluster: ClusterIndex; usual: Severity },
): Draft | undefined {
  const { seeks } = draft;
  if (!seeks) return draft;
  const isTogether = standsTogether(object, seeks.evidence);
  const gaps = cluster.gapsFor(seeks).filter(gap => !isTogether || isNear(gap, object));
  const [gap] = gaps;
  if (!gap) return draft;
  const severity = draft.severity ?? usual;
  const isWeak = severity === 'information' || severity === 'hint';
  // While files are still read, all that is missing may yet come.
  if (isWeak || gaps.some(({ reason }) => reason === 'loading')) return undefined;
  return {
    ...draft,
    verdict: 'advice',
    severity: 'information',
    message: `${draft.message} ${conditionOf(gap, seeks.what)}`,
  };
}

const conditions: Readonly<Record<IncompleteReason, string>> = {
  template: 'a template that is not evaluated',
  kustomize: 'a part of the kustomization that is not known here',
  unparsable: 'a document that does not parse',
  'size-limit': 'a file that is too large to read',
  loading: 'a file that is still being read',
};

function conditionOf({ reason }: Gap, what: string): string {
  return `(Unless ${conditions[reason]} adds ${what}.)`;
}
