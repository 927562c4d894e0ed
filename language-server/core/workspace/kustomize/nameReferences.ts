/**
 * Rewrites fields that name a Service which the build renamed or moved. In: all objects of a build, with the names that
 * they had. Out: the same with their references followed; a name that is not the build's own stays.
 */
import { childOf, type ManifestNode, type MapNode } from '../../yaml/manifestNode.ts';
import { changeField, type FieldSpec, fits } from './fieldSpecs.ts';
import {
  effectiveNamespace,
  type Identity,
  identityOf,
  isClusterScoped,
  originalOf,
  type Resource,
  withNode,
} from './resource.ts';
import { asMap, scalarAt, textAt, textOf, withField } from './treeEdits.ts';

export interface Followed {
  readonly resources: readonly Resource[];
  /** Names that could mean several objects. */
  readonly ambiguous: readonly string[];
}

interface Candidate {
  readonly resource: Resource;
  readonly now: Identity;
}

export function followNames(resources: readonly Resource[], fields: readonly FieldSpec[]): Followed {
  const ambiguous: string[] = [];
  const services = resources
    .filter(({ previous }) => previous.some(isService))
    .map(resource => ({ resource, now: identityOf(resource) }));
  if (services.length === 0) return { resources, ambiguous };
  const followed = resources.map(resource => {
    const now = identityOf(resource);
    const own = fields.filter(spec => fits(spec, now));
    if (own.length === 0) return resource;
    const reachable = services.filter(service => isReachable(service, now));
    const rename = (value: ManifestNode | undefined) => withNamesFollowed(value!, resource, reachable, ambiguous);
    return withNode(
      resource,
      own.reduce<ManifestNode>((node, spec) => changeField(node, { ...spec, create: false }, rename), resource.node),
    );
  });
  return { resources: followed, ambiguous };
}

function isService({ group, version, kind }: Identity): boolean {
  return kind === 'Service' && group === '' && version === 'v1';
}

/** What is in a namespace refers to its own; what is not may refer to any. */
function isReachable({ now }: Candidate, referrer: Identity): boolean {
  return isClusterScoped(referrer) || effectiveNamespace(now) === effectiveNamespace(referrer);
}

function withNamesFollowed(
  value: ManifestNode,
  referrer: Resource,
  reachable: readonly Candidate[],
  ambiguous: string[],
): ManifestNode {
  const map = asMap(value);
  const name = map ? textAt(map, 'name') : textOf(value);
  if (name === undefined) return value;
  const candidates = map ? inNamespaceOf(map, reachable) : reachable;
  const found = chooseOne(name, candidates, referrer);
  if (found === 'several') ambiguous.push(name);
  if (found === undefined || found === 'several') return value;
  return map ? withTarget(map, found.now) : scalarAt(value, found.now.name);
}

/** Before the build moved them, else as they are now. */
function inNamespaceOf(map: MapNode, candidates: readonly Candidate[]): readonly Candidate[] {
  const namespace = textAt(map, 'namespace');
  if (namespace === undefined) return candidates;
  const originally = candidates.filter(({ resource }) => effectiveNamespace(originalOf(resource)) === namespace);
  return originally.length ? originally : candidates.filter(({ now }) => effectiveNamespace(now) === namespace);
}

function chooseOne(
  name: string,
  candidates: readonly Candidate[],
  referrer: Resource,
): Candidate | 'several' | undefined {
  const named = candidates.filter(({ resource }) => resource.previous.some(id => isService(id) && id.name === name));
  if (named.length <= 1) return named[0];
  const near = named.filter(({ resource }) => hasSameAffixes(resource, referrer, 'or-none'));
  if (near.length === 1) return near[0];
  const same = near.filter(({ resource }) => hasSameAffixes(resource, referrer, 'exactly'));
  if (same.length <= 1) return same[0];
  return same.every(({ now }) => now.name === same[0]!.now.name) ? same[0] : 'several';
}

function hasSameAffixes(a: Resource, b: Resource, how: 'or-none' | 'exactly'): boolean {
  return (['prefixes', 'suffixes'] as const).every(
    key => (how === 'or-none' && (a[key].length === 0 || b[key].length === 0)) || endAlike(a[key], b[key]),
  );
}

function endAlike(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  if (length === 0) return a.length === b.length;
  return a.slice(a.length - length).every((affix, i) => affix === b[b.length - length + i]);
}

function withTarget(map: MapNode, { name, namespace }: Identity): MapNode {
  const renamed = withField(map, 'name', scalarAt(childOf(map, 'name')!, name));
  if (!namespace) return renamed;
  return withField(
    renamed,
    'namespace',
    scalarAt(childOf(map, 'namespace') ?? { start: map.start, end: map.start }, namespace),
  );
}
