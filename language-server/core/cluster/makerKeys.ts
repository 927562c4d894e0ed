/**
 * How a custom resource that makes pods is found from a selector. Operators label their pods after the resource: with its
 * name as a value (`cnpg.io/cluster: pg`), with keys of its API group, with its kind, with labels that it carries itself.
 * In: a resource, or one pair of a selector. Out: the keys under which the cluster's index holds the one, and asks for it
 * by the other.
 */
import { kindOf, type OtherObject, type Workload } from './objects.ts';
import { domainsOf, makerRole } from './podMakerKinds.ts';

/** In place of a namespace: of resources that install objects anywhere. */
const anywhere = '*';

/** Of resources whose pods are in the namespace for certain. */
export function anyMakerKey(namespace: string): string {
  return `${namespace} pods`;
}

/** A workload is such a resource where its template is another object's. */
export type PossibleMaker = OtherObject | Workload;

export function makerKeysOf(object: PossibleMaker): readonly string[] {
  const { apiVersion, namespace, name, labels } = object;
  const podLabels = (object.kind === 'Other' && object.podLabels) || [];
  const kind = kindOf(object);
  const role = makerRole(kind, apiVersion);
  if (role === 'nothing') return [];
  const scope = role === 'installation' ? anywhere : namespace;
  const isCertain = role === 'pods' || role === 'template';
  const carried = [labels, ...podLabels].flatMap(Object.entries);
  const traces = [
    ...(role === 'unknown' ? [`is ${name}`] : [`is ${name}`, `named ${name}`]),
    ...carried.map(([key, value]) => `label ${key}=${value}`),
    ...(isCertain ? kindWords(kind).map(word => `is ${word}`) : []),
    ...groupDomains(apiVersion).map(domain => (role === 'unknown' ? `domain ${domain}` : `about ${domain}`)),
  ];
  return [...traces.map(trace => `${scope} ${trace}`), ...(isCertain ? [anyMakerKey(namespace)] : [])];
}

/** What pods of the namespace with this label may come from. */
export function makerKeysFor(namespace: string, key: string, value: string): readonly string[] {
  const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
  const traces = [
    `is ${value}`,
    ...nameParts(value).map(part => `named ${part}`),
    `label ${key}=${value}`,
    ...(domain ? [`domain ${domain}`, ...ownDomains(domain).map(each => `about ${each}`)] : []),
  ];
  return [namespace, anywhere].flatMap(scope => traces.map(trace => `${scope} ${trace}`));
}

/** "ThanosRuler": as it stands in labels such as app.kubernetes.io/name. */
function kindWords(kind: string): readonly string[] {
  const kebab = kind.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
  return [...new Set([kind, kind.toLowerCase(), kebab])];
}

/** Names that a value can be made of: the beginnings and ends of "prometheus-k8s" and "default.simplest". */
function nameParts(value: string): readonly string[] {
  const cuts = [...value.matchAll(/[-.]/g)].map(({ index }) => index);
  return cuts.flatMap(at => [value.slice(0, at), value.slice(at + 1)]).filter(part => part.length > 1);
}

function groupDomains(apiVersion: string): readonly string[] {
  return apiVersion.includes('/') ? ownDomains(apiVersion.slice(0, apiVersion.indexOf('/'))) : [];
}

/** Shared by projects that have nothing to do with each other. */
const sharedDomains = new Set(['k8s.io', 'x-k8s.io', 'kubernetes.io', 'networking.k8s.io', 'apache.org', 'github.io']);

function ownDomains(group: string): readonly string[] {
  return domainsOf(group).filter(domain => domain.includes('.') && !sharedDomains.has(domain));
}
