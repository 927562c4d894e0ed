/**
 * What the ports of a Service lead to in one pod. In: a Service and a pod or pod template. Out: the ports of the
 * endpoint that the pod becomes, named as the Service's.
 */
import type { EndpointPort, PodShape, Service, ServicePortSpec } from './objects.ts';

/** A named target port that the pod does not have leaves that port out for the pod; the pod stays an endpoint. */
export function endpointPorts(service: Service, pod: PodShape): readonly EndpointPort[] {
  return service.ports.flatMap(port => {
    const number = resolveTargetPort(port, pod);
    const protocol = port.protocol || 'TCP';
    return number === undefined
      ? []
      : [{ name: port.name ?? '', protocol, port: number, appProtocol: port.appProtocol }];
  });
}

/** A number is taken as it is, declared or not; a name is that of the first container port with the same protocol. */
export function resolveTargetPort(port: ServicePortSpec, pod: PodShape): number | undefined {
  // The API server fills in the port's own number for an absent, zero or empty target.
  const target = port.targetPort || port.port;
  if (typeof target !== 'string') return target;
  const protocol = port.protocol || 'TCP';
  const declared = pod.containers.flatMap(container => container.ports);
  return declared.find(p => p.name === target && (p.protocol || 'TCP') === protocol)?.containerPort;
}
