// The clusters that are measured, by formula, so that anybody can make the same.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** @param {number} value @param {number} width */
const pad = (value, width) => String(value).padStart(width, '0');
/** @param {number} base @param {number} k */
const address = (base, k) => `10.${base + (k >> 16)}.${(k >> 8) & 255}.${k & 255}`;

const nodeText = `apiVersion: v1
kind: Node
metadata:
  name: node-0
status:
  addresses:
  - type: InternalIP
    address: 192.168.10.11
`;

/** @param {number} i @param {number} m */
function scaleService(i, m) {
  const name = `svc-${pad(i, 5)}`;
  const namespace = `ns-${pad(i % 20, 2)}`;
  const ip = address(96, i);
  const endpoints = Array.from({ length: m }, (_, j) => {
    const k = i * m + j;
    const conditions = '  conditions:\n    ready: true\n    serving: true\n    terminating: false\n';
    return `- addresses:\n  - ${address(128, k)}\n${conditions}  nodeName: node-${k % 50}\n`;
  });
  return `---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  type: ClusterIP
  clusterIP: ${ip}
  clusterIPs:
  - ${ip}
  ipFamilies:
  - IPv4
  ipFamilyPolicy: SingleStack
  selector:
    app: ${name}
  ports:
  - name: http
    port: 80
    protocol: TCP
    targetPort: 8080
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ${name}-abcde
  namespace: ${namespace}
  labels:
    kubernetes.io/service-name: ${name}
addressType: IPv4
ports:
- name: http
  protocol: TCP
  port: 8080
endpoints:
${endpoints.join('')}`;
}

/** One Node and `n` Services with `m` endpoints each. @param {number} n @param {number} m */
export function scaleManifests(n, m) {
  return nodeText + Array.from({ length: n }, (_, i) => scaleService(i, m)).join('');
}

export const scaleConfig = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: iptables
hostnameOverride: node-0
clusterCIDR: 10.128.0.0/9
`;

export const scaleHost = `interfaces:
- name: lo
  addresses: [127.0.0.1/8, "::1/128"]
- name: eth0
  addresses: [192.168.10.11/24]
iptablesRandomFully: true
nfacct: false
conntrackTCPBeLiberal: false
`;

/** @param {number} i */
function editedService(i) {
  return `apiVersion: v1
kind: Service
metadata:
  name: app-${pad(i, 5)}
  namespace: team-${pad(i % 50, 2)}
  labels:
    app.kubernetes.io/name: app-${pad(i, 5)}
    app.kubernetes.io/part-of: shop
spec:
  selector:
    app.kubernetes.io/name: app-${pad(i, 5)}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

/** @param {number} i */
function editedDeployment(i) {
  const name = `app-${pad(i, 5)}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: team-${pad(i % 50, 2)}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: shop
    spec:
      containers:
        - name: web
          image: registry.example.org/shop/${name}:1.4.2
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
          resources:
            requests: { cpu: 100m, memory: 128Mi }
`;
}

const perFile = 10;

/**
 * Services in files of their own, apart from the Deployments whose pods they select.
 * @param {string} folder @param {number} n Services, and as many Deployments
 * @returns {number} characters written
 */
export function writeWorkspace(folder, n) {
  let characters = 0;
  for (let first = 0; first < n; first += perFile) {
    const numbers = Array.from({ length: perFile }, (_, i) => first + i);
    const team = path.join(folder, `area-${pad(Math.floor(first / 500), 2)}`, `group-${pad(first / perFile, 4)}`);
    mkdirSync(team, { recursive: true });
    for (const [file, document] of /** @type {const} */ ([
      ['services.yaml', editedService],
      ['deployments.yaml', editedDeployment],
    ])) {
      const text = numbers.map(document).join('---\n');
      writeFileSync(path.join(team, file), text);
      characters += text.length;
    }
  }
  return characters;
}

/** @param {string} folder @param {number} n @param {number} m */
export function writeScale(folder, n, m) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'manifests.yaml'), scaleManifests(n, m));
  writeFileSync(path.join(folder, 'config.yaml'), scaleConfig);
  writeFileSync(path.join(folder, 'host.yaml'), scaleHost);
}
