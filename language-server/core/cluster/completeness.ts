/**
 * What the files of a root may not show, and what each gap could hold. Absence is a fact only where no gap could hold
 * the missing object. In: gaps, and the object that seems to be missing. Out: the gaps that could hold it.
 */

/** Why the workspace may not hold everything that the cluster has. */
export type IncompleteReason = 'template' | 'kustomize' | 'unparsable' | 'size-limit' | 'loading';

/** What a gap could hold at most; what is absent is not limited. */
export interface GapScope {
  readonly kinds?: readonly string[];
  readonly namespace?: string;
}

export interface Gap {
  readonly reason: IncompleteReason;
  /** An example. */
  readonly file: string;
  /** Says more, where there is more to say. */
  readonly detail?: string;
  /** Absent: it could hold anything. */
  readonly scope?: GapScope;
}

export interface Completeness {
  readonly complete: boolean;
  readonly reasons: readonly Gap[];
}

/** An object that would matter if it existed: of any of these kinds, in this namespace. */
export interface Sought {
  readonly kinds: readonly string[];
  readonly namespace?: string;
}

export function gapsThatMayHold({ reasons }: Completeness, sought: Sought): readonly Gap[] {
  return reasons.filter(({ scope }) => scope === undefined || mayHold(scope, sought));
}

function mayHold({ kinds, namespace }: GapScope, sought: Sought): boolean {
  if (kinds && !kinds.some(kind => sought.kinds.includes(kind))) return false;
  return namespace === undefined || sought.namespace === undefined || namespace === sought.namespace;
}
