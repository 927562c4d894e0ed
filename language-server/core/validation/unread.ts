/**
 * What becomes of a finding that says that something is missing, where a part of the root that is not read could hold
 * it. In: a draft, with what it seeks, and the cluster. Out: the draft as it is, one step down with the condition, or
 * nothing. A finding whose evidence stands together is not doubted because of what is unknown in other folders.
 */
import type { ClusterIndex } from '../cluster/clusterIndex.ts';
import type { Gap, IncompleteReason } from '../cluster/completeness.ts';
import { isNear, standsTogether } from '../cluster/gapPlaces.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Draft, ObjectRule } from './defineRule.ts';

interface Weighing {
  readonly object: KubernetesObject;
  readonly cluster: ClusterIndex;
  readonly rule: ObjectRule;
}

export function weighed(draft: Draft, { object, cluster, rule }: Weighing): Draft | undefined {
  const { seeks } = draft;
  if ([...(seeks?.evidence ?? []), ...podsMet(rule, object, cluster)].some(isPartial)) return undefined;
  if (!seeks) return draft;
  const isTogether = standsTogether(object, seeks.evidence);
  const gaps = cluster.gapsFor(seeks).filter(gap => !isTogether || isNear(gap, object));
  const [gap] = gaps;
  if (!gap) return draft;
  const severity = draft.severity ?? rule.severity;
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

/** What half-read objects seem to lack may only be unread. */
function isPartial({ source }: KubernetesObject): boolean {
  return source.isPartial === true;
}

function podsMet({ meets }: ObjectRule, object: KubernetesObject, cluster: ClusterIndex): readonly KubernetesObject[] {
  if (meets !== 'pods' || object.kind !== 'Service') return [];
  return cluster.selected(object.namespace, object.selector).map(source => source.object);
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
