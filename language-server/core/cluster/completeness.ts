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
  /** All words of the text that cannot be read: a name or a label value that it lacks is not in it. */
  readonly words?: ReadonlySet<string>;
}

export interface Gap {
  readonly reason: IncompleteReason;
  /** An example. */
  readonly file: string;
  /** All files of this reason and scope, where there are several. */
  readonly files?: readonly string[];
  /** Says more, where there is more to say. */
  readonly detail?: string;
  /** Absent: it could hold anything. */
  readonly scope?: GapScope;
  /** Brings objects, but changes none of those that are here. */
  readonly onlyAdds?: true;
}

export interface Completeness {
  readonly complete: boolean;
  readonly reasons: readonly Gap[];
}

/** An object that would matter if it existed: of any of these kinds, in this namespace. */
export interface Sought {
  readonly kinds: readonly string[];
  readonly namespace?: string;
  /** Its name, or values of its labels: whatever must stand in the text that makes it. */
  readonly words?: readonly string[];
}

export function gapsThatMayHold({ reasons }: Completeness, sought: Sought): readonly Gap[] {
  return reasons.filter(gap => mayHold(gap, sought));
}

export function mayHold({ scope }: Gap, { kinds, namespace, words = [] }: Sought): boolean {
  if (scope?.kinds && !scope.kinds.some(kind => kinds.includes(kind))) return false;
  if (scope?.words && words.some(word => !scope.words!.has(word))) return false;
  return scope?.namespace === undefined || namespace === undefined || scope.namespace === namespace;
}

export function filesOf({ file, files }: Gap): readonly string[] {
  return files ?? [file];
}
