/**
 * DNS names of Services in texts that people write for programs: environment, arguments, configuration, URLs. In: nodes
 * of a tree. Out: names that could mean a Service, and which Service of a cluster they mean, if any.
 */
import type { FieldPath, ManifestNode } from '../yaml/manifestNode.ts';
import type { ClusterIndex } from './clusterIndex.ts';
import type { Word } from './links.ts';
import type { HostMention, Service } from './objects.ts';
import { nodesMatching, type PathPattern, type PlacedNode } from './referenceFields.ts';

/** What no host name and no URL around it is written with. */
const tokens = /[^\s"'`,;()[\]{}<>|=\\]+/g;
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
/** Scheme, user, host, port, and whatever follows in a URL. */
const address = new RegExp(
  `^(?:([a-zA-Z][\\w+.:-]*)://)?(?:[^@/]*@)?(${label}(?:\\.${label})*)\\.?(?::(\\d{1,5}))?(?:[/?#].*)?$`,
  'd',
);

/** A word alone means anything, and of names with dots most are files or keys: they need a sign that a host is meant. */
export function hostMentions({ node, path }: PlacedNode): HostMention[] {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || !/[.:]/.test(node.value)) return [];
  const text = node.value;
  return [...text.matchAll(tokens)].flatMap(({ 0: token, index }) => {
    const match = address.exec(token);
    const [, scheme, host, port] = match ?? [];
    if (!match?.indices || !host || /(?:^|\.)\d+$/.test(host)) return [];
    const isWhole = token.length === text.length && host.includes('.');
    if (!(scheme || port || isWhole || /\.svc(?:\.|$)/.test(host))) return [];
    const at = index + match.indices[2]![0];
    return [
      { path, index: at, host, port: port === undefined ? undefined : Number(port), inUrl: scheme !== undefined },
    ];
  });
}

const containerPatterns: readonly PathPattern[] = ['containers', 'initContainers'].flatMap(list => [
  [list, '*', 'env', '*', 'value'],
  [list, '*', 'command', '*'],
  [list, '*', 'args', '*'],
]);

/** `path` leads to the pod's spec. */
export function hostsOfPod(spec: ManifestNode | undefined, path: FieldPath): HostMention[] {
  if (!spec) return [];
  return containerPatterns.flatMap(pattern =>
    nodesMatching(spec, pattern).flatMap(place => hostMentions({ node: place.node, path: path.concat(place.path) })),
  );
}

interface MeantService {
  readonly services: readonly Service[];
  /** The Service's name. */
  readonly word: Word;
}

/** The Service that a host name means to a pod of the namespace; undefined where there is none of that name. */
export function serviceMeantBy(
  mention: HostMention,
  namespace: string,
  cluster: ClusterIndex,
): MeantService | undefined {
  const labels = mention.host.split('.');
  for (const { at, inNamespace, isMeant } of readings(mention, labels, namespace)) {
    const name = labels[at]!;
    const services = cluster.servicesNamed({ namespace: inNamespace, name }).filter(isMeant);
    const before = labels.slice(0, at).reduce((length, part) => length + part.length + 1, 0);
    if (services.length) return { services, word: { text: name, index: mention.index + before } };
  }
  return undefined;
}

interface Reading {
  /** Which label is the Service's name. */
  readonly at: number;
  readonly inNamespace: string;
  readonly isMeant: (service: Service) => boolean;
}

const anyService = () => true;
const isHeadless = ({ clusterIP, clusterIPs }: Service) => (clusterIP || clusterIPs?.[0]) === 'None';

/** As the search list of a pod completes names: by its namespace first, then by the cluster's domain. */
function readings({ inUrl, port }: HostMention, labels: readonly string[], namespace: string): Reading[] {
  const svc = labels.indexOf('svc', 2);
  if (svc === 2 || svc === 3) return [{ at: svc - 2, inNamespace: labels[svc - 1]!, isMeant: anyService }];
  const [first, second, third] = labels;
  if (svc >= 0 || labels.length > 3 || first === undefined) return [];
  if (third !== undefined) return [{ at: 1, inNamespace: third, isMeant: isHeadless }];
  if (second === undefined) {
    const hasPort = (service: Service) => isHeadless(service) || service.ports.some(p => p.port === port);
    return [{ at: 0, inNamespace: namespace, isMeant: inUrl ? anyService : hasPort }];
  }
  return [
    { at: 1, inNamespace: namespace, isMeant: isHeadless },
    { at: 0, inNamespace: second, isMeant: anyService },
  ];
}
