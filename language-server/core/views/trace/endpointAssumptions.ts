/** What may add endpoints to a Service, as what a trace rests on. In: a Service and its cluster. Out: assumptions. */
import { kindOf, type Service } from '../../cluster/objects.ts';
import { type EndpointDoubt, endpointDoubts } from '../endpointDoubts.ts';
import type { RoutingSource } from '../routingView.ts';
import {
  type Assumption,
  endpointsNotRead,
  labelsUnknown,
  podMaker,
  podsMadeElsewhere,
  replicasScaled,
  replicasUnknown,
} from './assumption.ts';

export function endpointAssumptions(service: Service, source: RoutingSource): readonly Assumption[] {
  return endpointDoubts(service, source).map(doubt => assumptionOf(service, doubt));
}

function assumptionOf(service: Service, doubt: EndpointDoubt): Assumption {
  switch (doubt.kind) {
    case 'labels': {
      const { object } = doubt.source;
      return labelsUnknown(service, { kind: kindOf(object), namespace: object.namespace, name: object.name });
    }
    case 'pod-maker': {
      const { object } = doubt;
      return podMaker(service, { kind: kindOf(object), namespace: object.namespace, name: object.name });
    }
    case 'scaler': {
      const { object, target } = doubt;
      return replicasScaled(service, { kind: kindOf(object), namespace: object.namespace, name: object.name }, target);
    }
    case 'replicas': {
      const { object } = doubt;
      return replicasUnknown(service, { kind: kindOf(object), namespace: object.namespace, name: object.name });
    }
    case 'unread': {
      const { file, reason, detail } = doubt.gap;
      return endpointsNotRead(service, { file, why: detail ?? reason });
    }
    case 'made-elsewhere': {
      const words = Object.entries(service.selector ?? {}).map(([key, value]) => `${key}=${value}`);
      return podsMadeElsewhere(service, words.join(','));
    }
  }
}
