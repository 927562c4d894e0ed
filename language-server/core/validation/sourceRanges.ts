/** Load balancer source ranges, from the field or, where that is empty, from the old annotation. */
import type { Service } from '../cluster/objects.ts';
import type { FieldPath } from '../yaml/manifestNode.ts';

export const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

export interface WrittenSourceRange {
  /** Without the blanks around it. */
  readonly text: string;
  readonly path: FieldPath;
  /** The API server's own spelling of the path. */
  readonly field: string;
}

export function writtenSourceRanges(service: Service): WrittenSourceRange[] {
  if (service.loadBalancerSourceRanges.length > 0) {
    return service.loadBalancerSourceRanges.map((text, i) => ({
      text: text.trim(),
      path: ['spec', 'loadBalancerSourceRanges', i],
      field: `spec.LoadBalancerSourceRanges[${i}]`,
    }));
  }
  const annotation = (service.annotations[sourceRangesAnnotation] ?? '').trim();
  if (annotation === '') return [];
  const path = ['metadata', 'annotations', sourceRangesAnnotation];
  const field = `metadata.annotations[${sourceRangesAnnotation}]`;
  return annotation.split(',').map(text => ({ text: text.trim(), path, field }));
}
