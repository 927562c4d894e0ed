/** Three nodes, pods on two of them, and Services of many kinds: what stories are told about. */

export const shop = `apiVersion: v1
kind: Node
metadata: { name: node-a }
spec: { podCIDRs: [10.244.1.0/24, "fd00:10:244:1::/64"] }
status: { addresses: [{ type: InternalIP, address: 192.168.10.11 }, { type: InternalIP, address: "fd00:10::11" }] }
---
apiVersion: v1
kind: Node
metadata: { name: node-b }
spec: { podCIDRs: [10.244.2.0/24, "fd00:10:244:2::/64"] }
status: { addresses: [{ type: InternalIP, address: 192.168.10.12 }, { type: InternalIP, address: "fd00:10::12" }] }
---
apiVersion: v1
kind: Node
metadata: { name: node-c }
spec: { podCIDRs: [10.244.3.0/24, "fd00:10:244:3::/64"] }
status: { addresses: [{ type: InternalIP, address: 192.168.10.13 }, { type: InternalIP, address: "fd00:10::13" }] }
---
apiVersion: networking.k8s.io/v1
kind: ServiceCIDR
metadata: { name: kubernetes }
spec: { cidrs: [10.96.0.0/16, "fd00:10:96::/112"] }
---
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clusterCIDR: 10.244.0.0/16,fd00:10:244::/48
---
${pod({ name: 'client', app: 'client', node: 'node-a', ips: ['10.244.1.99', 'fd00:10:244:1::99'] })}---
${pod({ name: 'web-1', app: 'web', node: 'node-a', ips: ['10.244.1.10', 'fd00:10:244:1::10'] })}---
${pod({ name: 'web-2', app: 'web', node: 'node-b', ips: ['10.244.2.10', 'fd00:10:244:2::10'] })}---
${pod({ name: 'sick-1', app: 'sick', node: 'node-b', ips: ['10.244.2.20'], ready: 'False' })}---
${service('web', 'type: NodePort, ipFamilyPolicy: PreferDualStack, clusterIP: 10.96.0.10, clusterIPs: [10.96.0.10, "fd00:10:96::10"], selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080, nodePort: 30080 }]')}---
${service('typo', 'clusterIP: 10.96.0.11, selector: { app: wep }, ports: [{ port: 80, targetPort: 8080 }]')}---
${service('bare', 'clusterIP: 10.96.0.12, ports: [{ port: 80, targetPort: 8080 }]')}---
${service('sick', 'type: NodePort, clusterIP: 10.96.0.13, externalIPs: [198.51.100.13], selector: { app: sick }, ports: [{ port: 80, targetPort: 8080, nodePort: 30013 }]')}---
${service('local', 'type: LoadBalancer, externalTrafficPolicy: Local, clusterIP: 10.96.0.14, selector: { app: web }, ports: [{ port: 80, targetPort: 8080, nodePort: 30014 }], healthCheckNodePort: 31014', ['{ ip: 198.51.100.14 }'])}---
${service('inside', 'internalTrafficPolicy: Local, clusterIP: 10.96.0.15, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }]')}---
${service('guarded', 'type: LoadBalancer, clusterIP: 10.96.0.16, loadBalancerSourceRanges: [203.0.113.0/24], selector: { app: web }, ports: [{ port: 443, targetPort: 8080, nodePort: 30016 }]', ['{ ip: 198.51.100.16 }'])}---
${service('proxied', 'type: LoadBalancer, clusterIP: 10.96.0.17, selector: { app: web }, ports: [{ port: 443, targetPort: 8080, nodePort: 30017 }]', ['{ ip: 198.51.100.17, ipMode: Proxy }'])}---
${service('sticky', 'sessionAffinity: ClientIP, clusterIP: 10.96.0.18, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }]')}---
${service('headless', 'clusterIP: None, selector: { app: web }, ports: [{ port: 8080 }]')}---
${service('alias', 'type: ExternalName, externalName: example.org')}---
${service('named', 'clusterIP: 10.96.0.19, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: web }]')}`;

interface PodFacts {
  readonly name: string;
  readonly app: string;
  readonly node: string;
  readonly ips: readonly string[];
  readonly ready?: string;
}

function pod({ name, app, node, ips, ready = 'True' }: PodFacts): string {
  const podIPs = ips.map(ip => `{ ip: "${ip}" }`).join(', ');
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: ${app} } }
spec: { nodeName: ${node}, containers: [{ name: main, image: main }] }
status: { podIP: ${ips[0]}, podIPs: [${podIPs}], conditions: [{ type: Ready, status: "${ready}" }] }
`;
}

function service(name: string, spec: string, ingress: readonly string[] = []): string {
  const status = ingress.length ? `status: { loadBalancer: { ingress: [${ingress.join(', ')}] } }\n` : '';
  return `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { ${spec} }
${status}`;
}
