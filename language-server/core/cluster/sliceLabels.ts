/** The labels and annotations by which Services, slices and the controllers that write slices know each other. */
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const headlessLabel = 'service.kubernetes.io/headless';
/** On a Service or slice that another proxy looks after. */
export const otherProxyLabel = 'service.kubernetes.io/service-proxy-name';

/** Writes slices for Services with a selector. */
export const selectorController = 'endpointslice-controller.k8s.io';
/** Writes slices for Endpoints objects. */
export const mirroringController = 'endpointslicemirroring-controller.k8s.io';
