/** Short ways to write the manifests of rule examples. Text below starts at column 0 and ends with a line break. */

export const header = (kind: string, apiVersion: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

/** A Service `web` that selects `app: web`, with more of its spec (indented by two). */
export function service(spec: string): string {
  return `${header('Service', 'v1')}metadata:\n  name: web\nspec:\n  selector:\n    app: web${spec}`;
}

/** A Service `web` with metadata (indented by two) besides its name. */
export function serviceWith(metadata: string): string {
  return `${header('Service', 'v1')}metadata:${metadata}spec:\n  selector:\n    app: web\n  ports:\n    - port: 80\n`;
}

/** A Service `web` without a selector. */
export function bareService(spec: string): string {
  return `${header('Service', 'v1')}metadata:\n  name: web\nspec:${spec}`;
}

/** Endpoints `web`. */
export function endpoints(body: string): string {
  return `${header('Endpoints', 'v1')}metadata:\n  name: web${body}`;
}

/** An EndpointSlice of the Service `web`. */
export function endpointSlice(body: string): string {
  const labels = '  labels:\n    kubernetes.io/service-name: web\n';
  return `${header('EndpointSlice', 'discovery.k8s.io/v1')}metadata:\n  name: web-1\n${labels}`.trimEnd() + body;
}

/** A Deployment whose pods have these labels and this one container's ports (flow text). */
export function deployment(labels: string, ports: string): string {
  return `${header('Deployment', 'apps/v1')}metadata:
  name: web
spec:
  template:
    metadata:
      labels: ${labels}
    spec:
      containers:
        - name: main
          ports: ${ports}
`;
}

/** A Job `migrate` whose pods have these labels (flow text). */
export function job(labels: string): string {
  return `${header('Job', 'batch/v1')}metadata:
  name: migrate
spec:
  template:
    metadata:
      labels: ${labels}
`;
}

/** An Ingress `front` with this default backend (indented by four). */
export function ingress(backend: string): string {
  return `${header('Ingress', 'networking.k8s.io/v1')}metadata:\n  name: front\nspec:\n  defaultBackend:${backend}`;
}

/** A StatefulSet `db` with this governing Service. */
export function statefulSet(serviceName: string): string {
  return `${header('StatefulSet', 'apps/v1')}metadata:\n  name: db\nspec:\n  serviceName: ${serviceName}`;
}
