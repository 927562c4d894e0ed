/**
 * A generated cluster as people write one: some Services have no cluster IP yet, and some are such that the API server
 * refuses them. In: a seed. Out: manifests; the same for the same seed.
 */
import { generateCluster } from './generateCluster.ts';
import { type Random, randomFrom } from './random.ts';

interface Written {
  kind: string;
  metadata: { name: string; namespace?: string };
  spec?: Record<string, unknown> & { ports?: { name?: string; nodePort?: number; port: number }[] };
}

export function handWrittenCluster(seed: number): { readonly manifests: string; readonly host: string } {
  const { manifests, config, host } = generateCluster(seed);
  const random = randomFrom(seed ^ 0x5bd1e995);
  const objects = manifests.split('\n---\n').map(text => JSON.parse(text) as Written);
  const services = objects.filter(({ kind }) => kind === 'Service');
  for (const service of services) byHand(service, random);
  for (const service of services) if (random.chance(0.3)) select(service, objects, random);
  for (const service of services) if (random.chance(0.35)) spoil(service, services, random);
  return { manifests: [...objects.map(object => JSON.stringify(object)), config].join('\n---\n'), host };
}

/** Without what the server fills in. */
function byHand({ spec = {} }: Written, random: Random): void {
  delete spec.sessionAffinity;
  if (random.chance(0.5)) return;
  delete spec.clusterIP;
  delete spec.clusterIPs;
}

/** Endpoints from a selector, and at times nothing that it selects. */
function select(service: Written, objects: Written[], random: Random): void {
  const { name } = service.metadata;
  const isSlice = ({ kind, metadata }: Written) => kind === 'EndpointSlice' && metadata.name.startsWith(`${name}-`);
  for (let i = objects.length - 1; i >= 0; i--) if (isSlice(objects[i]!)) objects.splice(i, 1);
  Object.assign(service.spec ?? {}, { selector: { app: name } });
  if (random.chance(0.3)) return;
  const containers = [{ name: 'main', image: 'main', ports: [{ containerPort: 8080 }] }];
  objects.push({
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    ...{ apiVersion: 'apps/v1' },
    spec: {
      replicas: 1 + random.below(3),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers } },
    },
  });
}

function spoil({ spec = {} }: Written, services: readonly Written[], random: Random): void {
  const [port] = spec.ports ?? [];
  const other = random.pick(services).spec;
  const spoilers: (() => void)[] = [
    () => Object.assign(port!, { name: 'Not_A_Name' }),
    () => Object.assign(spec, { type: 'Nodeport' }),
    () => Object.assign(spec, { externalIPs: ['127.0.0.1'] }),
    () => Object.assign(port!, port!.nodePort ? { nodePort: 8080 } : { port: 70000 }),
    () => other?.clusterIP && Object.assign(spec, { clusterIP: other.clusterIP, clusterIPs: other.clusterIPs }),
    () => other?.ports?.[0]?.nodePort && port!.nodePort && Object.assign(port!, { nodePort: other.ports[0].nodePort }),
  ];
  random.pick(spoilers)();
}
