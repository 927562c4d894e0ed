/** Endpoints v1 and EndpointSlice discovery.k8s.io. */
import { childOf, type ManifestNode } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import type {
  EndpointAddress,
  EndpointPort,
  EndpointSlice,
  EndpointSubset,
  Endpoints,
  SliceEndpoint,
  TargetRef,
} from './objects.ts';
import { isPresent, readBoolean, readInteger, readItems, readString, readStrings } from './read.ts';

export function decodeEndpoints(node: ManifestNode, header: ObjectHeader): Endpoints {
  return { kind: 'Endpoints', ...header, subsets: readItems(node, 'subsets').map(decodeSubset) };
}

function decodeSubset(node: ManifestNode): EndpointSubset {
  return {
    addresses: readItems(node, 'addresses').map(decodeAddress),
    notReadyAddresses: readItems(node, 'notReadyAddresses').map(decodeAddress),
    ports: readItems(node, 'ports').map(decodePort),
  };
}

function decodeAddress(node: ManifestNode): EndpointAddress {
  return {
    ip: readString(node, 'ip'),
    hostname: readString(node, 'hostname'),
    nodeName: readString(node, 'nodeName'),
    targetRef: decodeTargetRef(node),
  };
}

function decodeTargetRef(node: ManifestNode): TargetRef | undefined {
  const reference = childOf(node, 'targetRef');
  const name = readString(reference, 'name');
  return name === undefined ? undefined : { kind: readString(reference, 'kind') ?? '', name };
}

function decodePort(node: ManifestNode): EndpointPort {
  return {
    name: readString(node, 'name'),
    protocol: readString(node, 'protocol'),
    port: readInteger(node, 'port'),
    appProtocol: readString(node, 'appProtocol'),
  };
}

export function decodeSlice(node: ManifestNode, header: ObjectHeader): EndpointSlice {
  return {
    kind: 'EndpointSlice',
    ...header,
    addressType: readString(node, 'addressType'),
    ports: readItems(node, 'ports').map(decodePort),
    endpoints: readItems(node, 'endpoints').map(decodeEndpoint),
  };
}

function decodeEndpoint(node: ManifestNode): SliceEndpoint {
  const conditions = childOf(node, 'conditions');
  const hints = childOf(node, 'hints');
  const names = (key: string) =>
    isPresent(hints, key) ? readItems(hints, key).map(hint => readString(hint, 'name') ?? '') : undefined;
  return {
    addresses: readStrings(node, 'addresses'),
    conditions: {
      ready: readBoolean(conditions, 'ready'),
      serving: readBoolean(conditions, 'serving'),
      terminating: readBoolean(conditions, 'terminating'),
    },
    hostname: readString(node, 'hostname'),
    nodeName: readString(node, 'nodeName'),
    zone: readString(node, 'zone'),
    targetRef: decodeTargetRef(node),
    hintZones: names('forZones'),
    hintNodes: names('forNodes'),
  };
}
