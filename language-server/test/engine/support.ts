/** Reads golden cases (a cluster, a configuration, a host) and plans them, for the tests of the engine. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexCluster } from '../../core/cluster/clusterIndex.ts';
import { buildClusterModel, type ClusterModel } from '../../core/cluster/clusterModel.ts';
import { resolveSettings } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../core/cluster/decode.ts';
import type { Service } from '../../core/cluster/objects.ts';
import { slicesOfService } from '../../core/cluster/synthesize.ts';
import type { IpFamily } from '../../core/ip/address.ts';
import { type NodeView, nodeView, readHostFacts } from '../../core/routing/nodeView.ts';
import { planRouting, type RoutingPlan } from '../../core/routing/plan.ts';
import { type ProxyConfig, type ProxyMode, readProxyConfig } from '../../core/routing/proxyConfig.ts';
import { toPlain } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

export const goldenFolder = join(import.meta.dirname, '../fixtures/golden');
const casesFolder = join(goldenFolder, 'kube-proxy-1.36');

export const families: readonly IpFamily[] = ['IPv4', 'IPv6'];
export const modes: readonly ProxyMode[] = ['iptables', 'nftables', 'ipvs'];

export interface EngineCase {
  readonly model: ClusterModel;
  readonly config: ProxyConfig;
  readonly node: NodeView;
}

export function caseNames(): string[] {
  return readdirSync(casesFolder).sort();
}

export function readCaseFile(name: string, file: string): string {
  return readFileSync(join(casesFolder, name, file), 'utf8');
}

function plainYaml(text: string): unknown {
  return toPlain(parseManifest(text).documents[0]?.root);
}

export function makeCase(manifests: string, config = '', host = ''): EngineCase {
  const model = buildClusterModel('', decodeManifest(parseManifest(manifests), 'manifests.yaml'));
  const read = readProxyConfig(plainYaml(config) as Record<string, unknown> | undefined);
  const node = nodeView({ nodes: model.nodes, config: read.config, host: readHostFacts(plainYaml(host)) });
  return { model, config: read.config, node };
}

export function readCase(name: string): EngineCase {
  const read = (file: string) => readCaseFile(name, file);
  return makeCase(read('manifests.yaml'), read('config.yaml'), read('host.yaml'));
}

export function plan({ model, config, node }: EngineCase, mode: ProxyMode, family: IpFamily): RoutingPlan {
  const cluster = indexCluster(model);
  const settings = resolveSettings(model, {});
  const slicesOf = (service: Service) => slicesOfService(service, cluster, settings);
  return planRouting({ ...model, slicesOf, config, node, mode, family });
}

/** A Service with endpoints on this node ("here") and on another ("there"), as manifests. */
export function webService(options: {
  readonly name?: string;
  readonly spec?: string;
  readonly here?: number;
  readonly there?: number;
}): string {
  const { name = 'web', spec = '', here = 1, there = 1 } = options;
  const endpoints = Array.from({ length: here + there }, (_, i) => {
    const node = i < here ? 'here' : 'there';
    return `- { addresses: ["10.244.${Math.floor(i / 250)}.${(i % 250) + 1}"], nodeName: ${node} }`;
  });
  return `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: default }
spec:
  clusterIP: 10.96.0.10
  ports: [{ name: http, port: 80 }]
${spec
  .split('\n')
  .map(line => `  ${line}`)
  .join('\n')}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${name}-1, namespace: default, labels: { kubernetes.io/service-name: ${name} } }
addressType: IPv4
ports: [{ name: http, port: 8080 }]
endpoints:
${endpoints.join('\n')}
`;
}

export const nodeHere = `
apiVersion: v1
kind: Node
metadata: { name: here }
spec: { podCIDRs: [10.244.0.0/24] }
status: { addresses: [{ type: InternalIP, address: 192.168.10.11 }] }
---`;
