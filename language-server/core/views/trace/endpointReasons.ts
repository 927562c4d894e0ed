/**
 * Why a Service port has no endpoint that could take a packet, followed back to what a person wrote. In: the port as
 * planned, the trace's result. Out: one reason, with the field to look at.
 */

import { type IdleMaker, idleMakers } from '../../cluster/idleMakers.ts';
import type { EndpointPort, EndpointSlice, Service } from '../../cluster/objects.ts';
import { serviceNameLabel } from '../../cluster/sliceLabels.ts';
import { allSlices } from '../../cluster/synthesize.ts';
import { locateOrigin } from '../../routing/origin.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { ServicePort } from '../../routing/servicePort.ts';
import { idleField, idleWords } from '../../validation/idleWords.ts';
import { type Reason, serviceNameOf, specField } from './reason.ts';
import { namedEndpoint } from './traceHolders.ts';
import type { TraceResult } from './traceRequest.ts';

export function whyNoEndpoint(plan: ServicePortPlan, result: TraceResult): Reason {
  const { port, allEndpoints } = plan;
  if (allEndpoints.length > 0) return noneReady(plan, result);
  const { cluster } = result.source;
  const service = cluster.servicesNamed({ namespace: port.namespace, name: port.serviceName }).at(-1);
  const slices = slicesOf(plan, result).filter(({ endpoints }) => endpoints.length > 0);
  if (slices.length > 0) return unfitting(plan, slices, result);
  return service ? noSlices(service, plan, result) : { text: `${port.name} has no endpoint.` };
}

function noneReady({ port, allEndpoints }: ServicePortPlan, result: TraceResult): Reason {
  const shown = allEndpoints.slice(0, 3).map(e => namedEndpoint(e.address, e.port, result));
  const rest = allEndpoints.length - shown.length;
  const names = rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ');
  const isOne = allEndpoints.length === 1;
  const state = allEndpoints.every(({ terminating }) => terminating) ? 'terminating' : 'not ready';
  const text = `No endpoint of ${port.name} is ready: ${names} ${isOne ? 'is' : 'are'} ${state}. Only ready ones get traffic; look at the readiness of ${isOne ? 'this pod' : 'these pods'}.`;
  return { text, place: locateOrigin(allEndpoints[0]!) };
}

function slicesOf({ port }: ServicePortPlan, { source }: TraceResult): EndpointSlice[] {
  return allSlices(source.cluster, source.settings).filter(
    ({ namespace, labels }) => namespace === port.namespace && labels[serviceNameLabel] === port.serviceName,
  );
}

/** Endpoints there are, but of another family, or without the Service's port. */
function unfitting(plan: ServicePortPlan, slices: readonly EndpointSlice[], result: TraceResult): Reason {
  const { port } = plan;
  const place = specField(port, 'ports', port.portIndex);
  const fitting = slices.filter(({ addressType }) => addressType === result.family);
  if (fitting.length === 0) {
    const others = [...new Set(slices.map(({ addressType }) => addressType))].join(' and ');
    return {
      text: `${port.name} has no ${result.family} endpoint: the addresses of its endpoints are ${others}.`,
      place,
    };
  }
  const ports = fitting.flatMap(slice => slice.ports);
  const wanted = targetName(port, result);
  if (ports.length === 0 && wanted !== undefined) {
    return {
      text: `No pod of ${serviceNameOf(port)} has a container port named ${wanted}, which its targetPort asks for.`,
      place: specField(port, 'ports', port.portIndex, 'targetPort'),
    };
  }
  const names = [...new Set(ports.map(sliceNameOf))].join(', ') || 'none';
  return {
    text: `The EndpointSlices of ${serviceNameOf(port)} have no port ${port.portName ? `named ${port.portName}` : 'without a name'} for ${port.protocol} (they have ${names}); a Service meets its slices by the port’s name and protocol.`,
    place,
  };
}

function targetName({ namespace, serviceName: name, portIndex }: ServicePort, { source }: TraceResult) {
  const target = source.cluster.servicesNamed({ namespace, name }).at(-1)?.ports[portIndex]?.targetPort;
  return typeof target === 'string' ? target : undefined;
}

function sliceNameOf({ name, port, protocol }: EndpointPort): string {
  const number = `${port}/${(protocol ?? 'TCP').toLowerCase()}`;
  return name ? `${name} (${number})` : number;
}

/** What it selects is there, and makes no pods for now. */
function whyIdle(name: string, idle: readonly IdleMaker[]): Reason {
  const [first] = idle;
  const rest = idle.length > 1 ? `, and ${idle.length - 1} more that it selects make no pods` : '';
  const { source } = first!.object;
  const text =
    first!.reason === 'no-such-ordinal'
      ? `${name} selects a pod that does not exist: ${idleWords(first!)}.`
      : `${name} selects no running pods: ${idleWords(first!)}${rest}.`;
  return { text, place: { source, path: idleField(first!) } };
}

function noSlices(service: Service, { port }: ServicePortPlan, { source }: TraceResult): Reason {
  const name = `${service.namespace}/${service.name}`;
  const { selector } = service;
  if (!selector || Object.keys(selector).length === 0) {
    return {
      text: `${name} has no selector, and no EndpointSlice or Endpoints object in the manifests gives it endpoints. Write one, or a selector.`,
      place: specField(port),
    };
  }
  const idle = idleMakers(service, source.cluster);
  if (idle.length > 0) return whyIdle(name, idle);
  const place = specField(port, 'selector');
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  const pods = source.cluster.selected(service.namespace, selector);
  if (pods.length === 0) {
    return {
      text: `The selector of ${name} (${words.join(', ')}) matches no pod or workload in the manifests. Make its labels those of the pods.`,
      place,
    };
  }
  return { text: `Pods match the selector of ${name}, but none of them gives an endpoint for ${port.name}.`, place };
}
