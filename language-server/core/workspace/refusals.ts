/**
 * Which objects of a root the API server refuses, by the findings on its files: what a person turned off or suppressed
 * refuses nothing, and whatever its severity, a verdict counts. In: a root. Out: refusals by object.
 */
import { groupBy } from '../base/groupBy.ts';
import type { KubernetesObject, Service } from '../cluster/objects.ts';
import type { Finding } from '../validation/finding.ts';
import { describe } from '../validation/serviceFacts.ts';
import { isCertain, type Refusal, whyRefused } from '../views/refusal.ts';
import { type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import { isIgnored } from './ignored.ts';
import { findingsInRoot } from './judging.ts';
import { nodeOfSource } from './objectAt.ts';
import type { Root } from './roots.ts';
import type { WorkspaceFile } from './snapshot.ts';

type Refusable = Extract<KubernetesObject, { kind: Refusal['kind'] }>;
export type Refusals = ReadonlyMap<KubernetesObject, Refusal>;

export function refusalsIn(root: Root): Refusals {
  const refusals = new Map<KubernetesObject, Refusal>();
  for (const file of root.files) {
    if (!file.objects.some(isRefusable) || isIgnored(root, file.name)) continue;
    for (const [object, refusal] of ofFile(file, findingsInRoot(root, file), root)) refusals.set(object, refusal);
  }
  return refusals;
}

function isRefusable(object: KubernetesObject): object is Refusable {
  return object.kind === 'Service' || object.kind === 'Endpoints' || object.kind === 'EndpointSlice';
}

/**
 * What keeps `kubectl create` alone from storing the object: `kubectl apply` overwrites the first of two of one name, and
 * an object with a resourceVersion has been stored.
 */
const createOnly = new Set(['already-exists', 'resource-version-on-create']);

const known = new WeakMap<readonly Finding[], Refusals>();

/** Findings of a file are the same list until something about it changes. */
function ofFile(file: WorkspaceFile, findings: readonly Finding[], root: Root): Refusals {
  const before = known.get(findings);
  if (before) return before;
  const refusing = findings.filter(({ verdict, rule }) => verdict === 'rejected' && !createOnly.has(rule));
  const refusals = refusing.length ? new Map(refusalsBy(refusing, file, root)) : new Map();
  known.set(findings, refusals);
  return refusals;
}

/** What is said of a text says nothing of the earlier objects that stand in for it. */
function* refusalsBy(
  findings: readonly Finding[],
  file: WorkspaceFile,
  root: Root,
): Iterable<readonly [KubernetesObject, Refusal]> {
  const byDocument = groupBy(findings, ({ document }) => String(document));
  for (const object of file.objects.filter(isRefusable)) {
    const { document, item } = object.source;
    const own = (byDocument.get(String(document)) ?? []).filter(finding => (finding.item ?? item) === item);
    if (own.length === 0 || file.stale.has(document)) continue;
    const written = root.build?.builtNodes.get(object.source)?.node ?? nodeOfSource(file, object.source);
    const refusals = own.map(finding => refusalBy(finding, object, isStored(object, written)));
    yield [object, refusals.find(isCertain) ?? refusals[0]!];
  }
}

function refusalBy(finding: Finding, object: Refusable, stored: boolean): Refusal {
  const { kind, namespace, name } = object;
  const doubt = stored ? 'stored' : finding.doubt;
  const why = whyRefused(finding.message, describe(object));
  return { kind, namespace, name, rule: finding.rule, why, ...(doubt && { doubt }) };
}

/** What an API server has written into it shows that one accepted it. */
function isStored(object: Refusable, node: ManifestNode | undefined): boolean {
  const stamps = ['uid', 'resourceVersion', 'creationTimestamp'];
  if (stamps.some(stamp => hasText(node, stamp))) return true;
  return object.kind === 'Service' && hasFilledIn(object);
}

/** `creationTimestamp: null` is what generators of manifests write. */
function hasText(node: ManifestNode | undefined, stamp: string): boolean {
  const found = nodeAt(node, ['metadata', stamp]);
  return found?.kind === 'scalar' && found.value !== null && found.value !== '';
}

/** Nobody writes all of these by hand; the server does, together. */
function hasFilledIn({ clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy, sessionAffinity }: Service): boolean {
  const single = clusterIP !== undefined && sessionAffinity !== undefined;
  return single && Boolean(clusterIPs?.length && ipFamilies?.length) && ipFamilyPolicy !== undefined;
}
