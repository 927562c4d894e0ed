/**
 * What a root's kustomization leaves open. In: how the root is built, or that it is not. Out: gaps, each with what it
 * could bring.
 */
import type { Gap } from '../../cluster/completeness.ts';
import type { CompletenessParts } from '../completenessParts.ts';
import type { BuildProblem } from './build.ts';
import { isKustomizationName } from './paths.ts';

/** Told one by one; the others are taken together. */
const maxTold = 4;

export function kustomizeGaps({ files, reason, build, usedBy }: CompletenessParts): Gap[] {
  const gaps = build ? build.problems.filter(({ isUnread }) => !isUnread).map(gapOf) : unbuilt(files, reason);
  return usedBy === undefined
    ? gaps
    : [...gaps, { reason: 'kustomize', file: usedBy, detail: 'other kustomizations build on it' }];
}

/** A component, or a kustomization that cannot be read. */
function unbuilt(files: CompletenessParts['files'], reason: CompletenessParts['reason']): Gap[] {
  const own = files.find(({ name }) => isKustomizationName(name));
  const file = own ?? (reason === 'kustomization' ? files[0] : undefined);
  return file ? [{ reason: 'kustomize', file: file.name }] : [];
}

function gapOf({ file, message, scope, onlyAdds }: BuildProblem, index: number): Gap {
  return {
    reason: 'kustomize',
    file,
    detail: index < maxTold ? message : 'more that is not understood',
    ...(scope ? { scope } : {}),
    ...(onlyAdds ? { onlyAdds } : {}),
  };
}
