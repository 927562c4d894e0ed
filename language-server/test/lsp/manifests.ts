/** Small manifests that the tests of the language server share. */

export function service(name: string, app: string, nodePort?: number): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  type: NodePort
  selector:
    app: ${app}
  ports:
    - port: 80
      ${nodePort === undefined ? 'name: http' : `nodePort: ${nodePort}`}
`;
}

export function deployment(app: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${app}
spec:
  replicas: 3
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec:
      containers:
        - name: main
          image: registry.example/main:1
          ports: [{ containerPort: 80 }]
`;
}
