/**
 * Values that another tool fills in, where the field decides it: `port: NODE_PORT` can be no number and `name: APP_NAME`
 * no name, while `protocol: TCP` and a label `APP_NAME` are what they are. In: a node and the name of its field. Out:
 * whether its value is unknown, and whether two texts may turn out to be the same.
 */
import type { ManifestNode, MapEntry } from '../yaml/manifestNode.ts';
import { isUnknownText, literalParts } from '../yaml/unknownText.ts';

const numberFields = new Set([
  ...['port', 'targetPort', 'nodePort', 'containerPort', 'hostPort', 'healthCheckNodePort', 'number'],
  ...['replicas', 'timeoutSeconds', 'parallelism', 'completions'],
]);

const nameFields = new Set(['name', 'namespace', 'generateName', 'serviceName', 'externalName']);

const addressFields = new Set(['clusterIP', 'clusterIPs', 'externalIPs', 'loadBalancerIP', 'ip', 'addresses']);

/** In capitals, a protocol is more likely a mistake than something to be filled in. */
const protocols = new Set(['HTTP', 'HTTPS', 'TCP', 'UDP', 'SCTP', 'GRPC', 'DNS', 'SSH', 'TLS']);

const capitals = /^[A-Z][A-Z0-9]*(?:[_-][A-Z0-9]+)*$/;

/** One word in capitals may be a name that somebody wrote wrong; these are not. */
const nameWords = /_|-|NAME|^(?:YOUR|REPLACE|CHANGE|TODO|FIXME|PLACEHOLDER|XXX)/;

function isStandIn(field: string | undefined, text: string): boolean {
  if (field === undefined || !capitals.test(text) || protocols.has(text)) return false;
  if (numberFields.has(field) || addressFields.has(field)) return text.length > 1 && text !== 'None';
  return nameFields.has(field) && nameWords.test(text);
}

/** `field`: the key that the value belongs to, also as an item of its list. */
export function isUnknownNode(node: ManifestNode | undefined, field?: string): boolean {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return false;
  return isUnknownText(node.value) || (node.style === 'plain' && isStandIn(field, node.value));
}

/** An entry whose key another tool fills in may be any: a map that holds one may have more than it shows. */
export function isUnknownKey({ key }: MapEntry): boolean {
  return isUnknownText(key.value) && !String(key.value).startsWith('$patch');
}

/** A name or namespace that another tool fills in. */
export function isUnknownName(name: string): boolean {
  return isUnknownText(name) || isStandIn('name', name);
}

/** Whether two texts, of which one or both hold what another tool fills in, may be the same in the end. */
export function mayBeSame(a: string, b: string): boolean {
  if (a === b) return true;
  const isUnknown = [isUnknownName(a), isUnknownName(b)] as const;
  if (isUnknown[0] && isUnknown[1]) return true;
  if (isUnknown[0]) return fits(literalParts(a), b);
  return isUnknown[1] && fits(literalParts(b), a);
}

/** Literal parts, in their order, with anything between them; undefined where nothing is known of the text. */
function fits(parts: readonly string[] | undefined, text: string): boolean {
  if (!parts) return true;
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
