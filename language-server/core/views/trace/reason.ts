/** A sentence on why a packet ends as it does, with the field that it speaks of. */
import type { ObjectSource } from '../../cluster/objects.ts';
import type { FieldPath } from '../../routing/origin.ts';
import type { ServicePort } from '../../routing/servicePort.ts';

export interface Reason {
  readonly text: string;
  readonly place?: Placed | undefined;
}

export interface Placed {
  readonly source: ObjectSource;
  readonly path: FieldPath;
}

/** A field of the Service's spec. */
export function specField({ source }: ServicePort, ...path: FieldPath): Placed {
  return { source, path: ['spec', ...path] };
}

export function serviceNameOf({ namespace, serviceName }: ServicePort): string {
  return `${namespace}/${serviceName}`;
}
