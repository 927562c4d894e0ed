/** Clusters from manifests, and what the endpoint controllers make of them, for the tests of core/cluster. */
import { type ClusterIndex, indexCluster } from '../../core/cluster/clusterIndex.ts';
import { buildClusterModel } from '../../core/cluster/clusterModel.ts';
import { type ClusterSettings, resolveSettings } from '../../core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../core/cluster/decode.ts';
import type { EndpointSlice } from '../../core/cluster/objects.ts';
import { managedByLabel } from '../../core/cluster/sliceLabels.ts';
import { allSlices } from '../../core/cluster/synthesize.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

export interface TestCluster {
  readonly cluster: ClusterIndex;
  readonly settings: ClusterSettings;
}

/** Each text is a file. */
export function clusterOf(texts: readonly string[], serviceCidrs = ['10.96.0.0/12']): TestCluster {
  const objects = texts.flatMap((text, i) => decodeManifest(parseManifest(text), `${i}.yaml`));
  const model = buildClusterModel('', objects);
  return { cluster: indexCluster(model), settings: resolveSettings(model, { option: { serviceCidrs } }) };
}

export const dualStack = ['10.96.0.0/12', 'fd00:10:96::/112'];

export function slicesOf(texts: readonly string[], serviceCidrs?: string[]): readonly EndpointSlice[] {
  const { cluster, settings } = clusterOf(texts, serviceCidrs);
  return allSlices(cluster, settings);
}

/** The slices of one manager, each as "family [ports] address conditions…", short enough to compare by eye. */
export function summaryOf(slices: readonly EndpointSlice[], manager?: string): string[] {
  const chosen = slices.filter(slice => manager === undefined || slice.labels[managedByLabel] === manager);
  return chosen.map(summary).sort();
}

function summary({ addressType, ports, endpoints }: EndpointSlice): string {
  const portTexts = ports.map(({ name, port, protocol }) => `${name || '-'}:${port}${protocol === 'UDP' ? 'u' : ''}`);
  const texts = endpoints.map(({ addresses, conditions, hostname, placeholder, targetRef }) => {
    const flags = (['ready', 'serving', 'terminating'] as const).map(flag => (conditions[flag] ? flag[0] : ''));
    const who = placeholder ? targetRef?.name : addresses.join('+');
    return `${who}=${flags.join('')}${hostname ? `@${hostname}` : ''}`;
  });
  return [addressType, `[${portTexts.join(' ')}]`, ...texts].join(' ');
}

export function node(name: string, spec = ''): string {
  return `apiVersion: v1\nkind: Node\nmetadata: { name: ${name} }\nspec: { ${spec} }\n`;
}

export function service(spec = '', metadata = ''): string {
  const ports = /\bports:/.test(spec) ? '' : 'ports: [{ port: 80, targetPort: http }],';
  const selector = /\bselector:/.test(spec) ? '' : 'selector: { app: web },';
  return `apiVersion: v1\nkind: Service\nmetadata: { name: web, ${metadata} }\nspec: { ${selector} ${ports} ${spec} }\n`;
}

export const http = 'containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }]';

/** A pod as a cluster shows it: running on node "a" and ready, unless said otherwise. */
export function pod(name: string, ip: string, options: { spec?: string; status?: string; metadata?: string } = {}) {
  const { spec = http, status = 'conditions: [{ type: Ready, status: "True" }]', metadata = '' } = options;
  const place = /\bnodeName:/.test(spec) ? '' : 'nodeName: a,';
  const addresses = ip
    ? `podIP: "${ip.split(' ')[0]}", podIPs: [${ip.split(' ').map(text => `{ ip: "${text}" }`)}],`
    : '';
  const phase = /\bphase:/.test(status) ? '' : 'phase: Running,';
  return `apiVersion: v1
kind: Pod
metadata: { name: ${name}, labels: { app: web }, ${metadata} }
spec: { ${place} ${spec} }
status: { ${phase} ${addresses} ${status} }
`;
}

export function workload(kind: string, name: string, options: { spec?: string; pod?: string; metadata?: string } = {}) {
  const { spec = '', pod: podSpec = http, metadata = '' } = options;
  const group = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
  const template = `template: { metadata: { labels: { app: web } }, spec: { ${podSpec} } }`;
  const body = kind === 'CronJob' ? `jobTemplate: { spec: { ${spec} ${template} } }` : `${spec} ${template}`;
  return `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: ${name}, ${metadata} }\nspec: { ${body} }\n`;
}
