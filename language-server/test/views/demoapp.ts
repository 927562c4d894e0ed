/** The cluster of the tutorials that many people learn kube-proxy from: three endpoints on three nodes. */

export const node = (name: string, podCIDR: string, ip: string) => `apiVersion: v1
kind: Node
metadata: { name: ${name} }
spec: { podCIDR: ${podCIDR} }
status: { addresses: [{ type: InternalIP, address: ${ip} }] }
---
`;

export const service = `apiVersion: v1
kind: Service
metadata:
  name: demoapp-svc
spec:
  clusterIP: 10.110.217.207
  selector:
    app: demoapp
  ports:
  - port: 80
    targetPort: 80
`;

export const slice = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: demoapp-svc-x7k2p
  labels: { kubernetes.io/service-name: demoapp-svc }
addressType: IPv4
ports: [{ name: "", port: 80 }]
endpoints:
- { addresses: [10.244.1.46], nodeName: node-a }
- { addresses: [10.244.2.64], nodeName: node-b }
- { addresses: [10.244.3.77], nodeName: node-c }
`;

export const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: { name: demoapp }
spec:
  replicas: 3
  template:
    metadata: { labels: { app: demoapp } }
    spec: { containers: [{ name: demoapp, ports: [{ containerPort: 80 }] }] }
`;

export const nodes =
  node('node-a', '10.244.1.0/24', '192.168.10.11') +
  node('node-b', '10.244.2.0/24', '192.168.10.12') +
  node('node-c', '10.244.3.0/24', '192.168.10.13');
