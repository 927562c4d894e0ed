/**
 * What the API server refuses does not exist in the cluster, whatever its manifest says. In: a finding's facts on one
 * object. Out: the refusal as data, and the sentences that every view begins with; texts stand here and nowhere else.
 */
import type { NamespacedName } from '../cluster/objects.ts';

/** Why the object may exist all the same. */
export type RefusalDoubt =
  /** The finding rests on a range that nothing states. */
  | 'assumed-range'
  /** Two objects ask for the same, and nobody knows which one is created first. */
  | 'creation-order'
  /** The manifest has the form in which an API server stores objects: it has been accepted once. */
  | 'stored';

export interface Refusal extends NamespacedName {
  readonly kind: 'Service' | 'Endpoints' | 'EndpointSlice';
  /** The rule that says so. */
  readonly rule: string;
  /** "it requests node port 8080, outside 30000-32767" */
  readonly why: string;
  /** Absent: it is refused for certain. */
  readonly doubt?: RefusalDoubt;
}

export type CertainRefusal = Refusal & { readonly doubt?: undefined };

export function isCertain(refusal: Refusal | undefined): refusal is CertainRefusal {
  return refusal !== undefined && refusal.doubt === undefined;
}

/** "Service shop/web" */
export function refusedName({ kind, namespace, name }: Refusal): string {
  return `${kind} ${namespace}/${name}`;
}

export function refusalSentence(refusal: Refusal): string {
  const { why, doubt } = refusal;
  const name = refusedName(refusal);
  switch (doubt) {
    case 'assumed-range':
      return `The API server refuses ${name} unless its node port range is set otherwise: ${why}, which is the default range.`;
    case 'creation-order':
      return `The API server refuses ${name} if it is created second: ${why}.`;
    case 'stored':
      return `The API server would refuse ${name} today (${why}); the manifest has the form of a stored object, so it is taken to exist.`;
    default:
      return `The API server refuses ${name}: ${why}.`;
  }
}

/** Before what would hold. */
export const ifAccepted = 'If it were accepted:';

/** The cause out of a finding's message, which begins with the object and ends with consequence and advice. */
export function whyRefused(message: string, object: string): string {
  const [cause = message] = message.split(consequence, 1);
  const [first = cause] = cause.split(/(?<=\w{2})\. /, 1);
  if (first.startsWith(`${object}: `)) return first.slice(object.length + 2);
  if (first.startsWith(`${object} `)) return `it ${first.slice(object.length + 1)}`;
  return first;
}

const consequence =
  /[:;,]? (?:so )?(?:the API server|kubectl) (?:refuses|warns|takes|accepts|wants|fails|creates|cannot|answers)\b|, (?:more than .{1,12} )?that the API server/;
