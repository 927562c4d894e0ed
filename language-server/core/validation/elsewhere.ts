/**
 * What holds only if two folders go to one cluster. In: objects or a finding that meet others, and how the files of those
 * stand to this one. Out: those that count, and findings that claim no more than the manifests say.
 */
import type { KubernetesObject } from '../cluster/objects.ts';
import type { Draft, ObjectRule, RuleContext } from './defineRule.ts';
import { describe } from './serviceFacts.ts';

type Place = Pick<RuleContext, 'relationTo'>;

export interface Rivals<T> {
  readonly rivals: readonly T[];
  /** Nothing says that any of them goes to the same cluster. */
  readonly areElsewhere: boolean;
}

/** Those of this cluster, else those that may be of it; copies of this folder are never applied beside it. */
export function rivalsAmong<T extends KubernetesObject>(candidates: readonly T[], { relationTo }: Place): Rivals<T> {
  const here = candidates.filter(({ source }) => relationTo(source.file) === 'one');
  if (here.length > 0) return { rivals: here, areElsewhere: false };
  const rivals = candidates.filter(({ source }) => relationTo(source.file) === 'maybe');
  return { rivals, areElsewhere: rivals.length > 0 };
}

/** For `what`, which another object asks for as well, in a folder that may be of another cluster. */
export function askedForElsewhere(what: string, { object }: Pick<RuleContext, 'object'>, rival: KubernetesObject) {
  return {
    verdict: 'advice',
    severity: 'information',
    message: `${describe(object)} and ${describe(rival)} (${rival.source.file}) both ask for ${what}. If both folders are applied to one cluster, the API server refuses the second.`,
  } as const;
}

/** The draft, or what is left of it where all that it meets is elsewhere; nothing where that is a copy. */
export function weighedByPlace(rule: ObjectRule, draft: Draft, context: RuleContext): Draft | undefined {
  const files = filesMet(rule, draft, context);
  if (files.length === 0 || files.some(file => context.relationTo(file) === 'one')) return draft;
  const [file] = files.filter(other => context.relationTo(other) === 'maybe');
  if (file === undefined) return undefined;
  const { reason: _reason, field: _field, ...rest } = draft;
  const severity = (draft.severity ?? rule.severity) === 'hint' ? ('hint' as const) : ('information' as const);
  const message = `${draft.message} (Only if ${file} is applied to the same cluster: no manifest shows that it is.)`;
  return { ...rest, verdict: 'advice', severity, message };
}

function filesMet({ meets }: ObjectRule, draft: Draft, { object, cluster }: RuleContext): readonly string[] {
  if (meets === 'related') return draft.related?.map(({ file }) => file) ?? [];
  if (meets !== 'pods' || object.kind !== 'Service') return [];
  return cluster.selected(object.namespace, object.selector).map(source => source.object.source.file);
}
