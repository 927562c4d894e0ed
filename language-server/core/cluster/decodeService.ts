/** Service v1. */
import { childOf, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import type { ObjectHeader } from './decode.ts';
import type { LoadBalancerIngress, Service, ServicePortSpec } from './objects.ts';
import {
  isPresent,
  readBoolean,
  readInteger,
  readIntOrString,
  readItems,
  readLabels,
  readString,
  readStrings,
} from './read.ts';

export function decodeService(node: ManifestNode, header: ObjectHeader): Service {
  const spec = childOf(node, 'spec');
  return {
    kind: 'Service',
    ...header,
    type: readString(spec, 'type'),
    clusterIP: readString(spec, 'clusterIP'),
    clusterIPs: isPresent(spec, 'clusterIPs') ? readStrings(spec, 'clusterIPs') : undefined,
    ipFamilies: isPresent(spec, 'ipFamilies') ? readStrings(spec, 'ipFamilies') : undefined,
    ipFamilyPolicy: readString(spec, 'ipFamilyPolicy'),
    ports: readItems(spec, 'ports').map(decodePort),
    selector: readLabels(spec, 'selector'),
    externalName: readString(spec, 'externalName'),
    externalIPs: readStrings(spec, 'externalIPs'),
    loadBalancerIP: readString(spec, 'loadBalancerIP'),
    loadBalancerSourceRanges: readStrings(spec, 'loadBalancerSourceRanges'),
    loadBalancerClass: readString(spec, 'loadBalancerClass'),
    allocateLoadBalancerNodePorts: readBoolean(spec, 'allocateLoadBalancerNodePorts'),
    externalTrafficPolicy: readString(spec, 'externalTrafficPolicy'),
    internalTrafficPolicy: readString(spec, 'internalTrafficPolicy'),
    healthCheckNodePort: readInteger(spec, 'healthCheckNodePort'),
    sessionAffinity: readString(spec, 'sessionAffinity'),
    sessionAffinityTimeoutSeconds: readInteger(nodeAt(spec, ['sessionAffinityConfig', 'clientIP']), 'timeoutSeconds'),
    publishNotReadyAddresses: readBoolean(spec, 'publishNotReadyAddresses'),
    trafficDistribution: readString(spec, 'trafficDistribution'),
    loadBalancerIngress: readItems(nodeAt(node, ['status', 'loadBalancer']), 'ingress').map(decodeIngress),
  };
}

function decodePort(node: ManifestNode): ServicePortSpec {
  return {
    name: readString(node, 'name'),
    protocol: readString(node, 'protocol'),
    port: readInteger(node, 'port'),
    targetPort: readIntOrString(node, 'targetPort'),
    nodePort: readInteger(node, 'nodePort'),
    appProtocol: readString(node, 'appProtocol'),
  };
}

function decodeIngress(node: ManifestNode): LoadBalancerIngress {
  return { ip: readString(node, 'ip'), hostname: readString(node, 'hostname'), ipMode: readString(node, 'ipMode') };
}
