/** The fields of Service, Endpoints and EndpointSlice and their types, as Kubernetes 1.36 decodes them. */

export type ScalarType = 'string' | 'int32' | 'int64' | 'bool' | 'int-or-string' | 'time' | 'any';
export type FieldType =
  | ScalarType
  | { readonly list: FieldType }
  | { readonly mapOf: 'string' }
  | { readonly fields: Readonly<Record<string, FieldType>> };

const strings: FieldType = { list: 'string' };
const stringMap: FieldType = { mapOf: 'string' };

function listOf(fields: Readonly<Record<string, FieldType>>): FieldType {
  return { list: { fields } };
}

const metadata: FieldType = {
  fields: {
    name: 'string',
    generateName: 'string',
    namespace: 'string',
    selfLink: 'string',
    uid: 'string',
    resourceVersion: 'string',
    generation: 'int64',
    creationTimestamp: 'time',
    deletionTimestamp: 'time',
    deletionGracePeriodSeconds: 'int64',
    labels: stringMap,
    annotations: stringMap,
    ownerReferences: listOf({
      apiVersion: 'string',
      kind: 'string',
      name: 'string',
      uid: 'string',
      controller: 'bool',
      blockOwnerDeletion: 'bool',
    }),
    finalizers: strings,
    managedFields: listOf({
      manager: 'string',
      operation: 'string',
      apiVersion: 'string',
      time: 'time',
      fieldsType: 'string',
      fieldsV1: 'any',
      subresource: 'string',
    }),
  },
};

const typeMeta = { apiVersion: 'string', kind: 'string', metadata } as const;

const targetRef: FieldType = {
  fields: {
    kind: 'string',
    namespace: 'string',
    name: 'string',
    uid: 'string',
    apiVersion: 'string',
    resourceVersion: 'string',
    fieldPath: 'string',
  },
};

const serviceSpec: FieldType = {
  fields: {
    type: 'string',
    ports: listOf({
      name: 'string',
      protocol: 'string',
      appProtocol: 'string',
      port: 'int32',
      targetPort: 'int-or-string',
      nodePort: 'int32',
    }),
    selector: stringMap,
    clusterIP: 'string',
    clusterIPs: strings,
    ipFamilies: strings,
    ipFamilyPolicy: 'string',
    externalIPs: strings,
    externalName: 'string',
    externalTrafficPolicy: 'string',
    internalTrafficPolicy: 'string',
    healthCheckNodePort: 'int32',
    loadBalancerIP: 'string',
    loadBalancerSourceRanges: strings,
    loadBalancerClass: 'string',
    allocateLoadBalancerNodePorts: 'bool',
    publishNotReadyAddresses: 'bool',
    sessionAffinity: 'string',
    sessionAffinityConfig: { fields: { clientIP: { fields: { timeoutSeconds: 'int32' } } } },
    trafficDistribution: 'string',
  },
};

const serviceStatus: FieldType = {
  fields: {
    loadBalancer: {
      fields: {
        ingress: listOf({
          ip: 'string',
          hostname: 'string',
          ipMode: 'string',
          ports: listOf({ port: 'int32', protocol: 'string', error: 'string' }),
        }),
      },
    },
    conditions: listOf({
      type: 'string',
      status: 'string',
      observedGeneration: 'int64',
      lastTransitionTime: 'time',
      reason: 'string',
      message: 'string',
    }),
  },
};

const endpointsAddresses = listOf({ ip: 'string', hostname: 'string', nodeName: 'string', targetRef });
const endpointPorts = listOf({ name: 'string', protocol: 'string', port: 'int32', appProtocol: 'string' });
const hintNames = listOf({ name: 'string' });

export const schemas = {
  Service: { fields: { ...typeMeta, spec: serviceSpec, status: serviceStatus } },
  Endpoints: {
    fields: {
      ...typeMeta,
      subsets: listOf({ addresses: endpointsAddresses, notReadyAddresses: endpointsAddresses, ports: endpointPorts }),
    },
  },
  EndpointSlice: {
    fields: {
      ...typeMeta,
      addressType: 'string',
      endpoints: listOf({
        addresses: strings,
        conditions: { fields: { ready: 'bool', serving: 'bool', terminating: 'bool' } },
        hostname: 'string',
        nodeName: 'string',
        zone: 'string',
        targetRef,
        deprecatedTopology: stringMap,
        hints: { fields: { forZones: hintNames, forNodes: hintNames } },
      }),
      ports: endpointPorts,
    },
  },
} as const satisfies Record<string, FieldType>;

export type SchemaKind = keyof typeof schemas;

export function hasSchema(kind: string): kind is SchemaKind {
  return Object.hasOwn(schemas, kind);
}
