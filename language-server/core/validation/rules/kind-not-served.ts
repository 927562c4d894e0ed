import { objectNodes } from '../../cluster/decode.ts';
import type { KubernetesObject } from '../../cluster/objects.ts';
import { childOf, type ManifestNode, nodeAt, rangeAt } from '../../yaml/manifestNode.ts';
import { type Draft, defineDocumentRule } from '../defineRule.ts';
import { insertion, replacement } from '../fixes.ts';
import { sameButCase } from '../nearest.ts';
import { quote } from '../serviceFacts.ts';

export const kindNotServed = defineDocumentRule({
  id: 'kind-not-served',
  kinds: 'document',
  severity: 'error',
  verdict: 'rejected',
  summary: 'No API server has this pair of apiVersion and kind.',
  rationale: `Service and Endpoints are in \`v1\`, EndpointSlice in \`discovery.k8s.io/v1\` (its \`v1beta1\` is gone since 1.25). kubectl refuses any other pair, a
missing kind or apiVersion, and a kind in other letter case. Only these three kinds are judged: other kinds, and groups that a custom resource may have, are left alone. Where the line
\`apiVersion:\` is missing altogether, some tool may add it, so that this is advice only.`,
  *check({ document, objects }) {
    if (document.problems.length > 0 || isPlainlyServed(objects)) return;
    for (const { node, item } of objectNodes(document)) {
      const problem = problemOf(node);
      if (problem) yield { ...problem, ...(item === undefined ? {} : { item }) };
    }
  },
  fixes: (draft, { document, file, text }) => {
    const { item, path, suggestions = [] } = draft;
    const found = objectNodes(document).find(o => o.item === item)?.node;
    if (!found || suggestions[0] === undefined) return [];
    const words = { title: `Change ${path.at(-1)} to ${suggestions[0]}` };
    const place = { node: found, file, text };
    return nodeAt(found, path)
      ? replacement(place, path, suggestions[0], words)
      : insertion(place, path, suggestions[0], { title: `Add ${path.at(-1)}: ${suggestions[0]}` });
  },
  examples: {
    bad: [
      {
        text: `apiVersion: apps/v1
#           ^^^^^^^
kind: Service
metadata: { name: web }
`,
        fixed: `apiVersion: v1
kind: Service
metadata: { name: web }
`,
      },
      {
        text: `apiVersion: discovery.k8s.io/v1beta1
#           ^^^^^^^^^^^^^^^^^^^^^^^^
kind: EndpointSlice
metadata: { name: web-1 }
addressType: IPv4
endpoints: []
`,
        fixed: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: web-1 }
addressType: IPv4
endpoints: []
`,
      },
      {
        text: `apiVersion: v1
kind: service
#     ^^^^^^^
metadata: { name: web }
`,
        fixed: `apiVersion: v1
kind: Service
metadata: { name: web }
`,
      },
      {
        text: `apiVersion: v1
#           ^^
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
      },
      {
        text: `apiVersion: 1
#           ^
kind: Service
metadata: { name: web }
`,
        fixed: `apiVersion: v1
kind: Service
metadata: { name: web }
`,
      },
      {
        text: `kind: Service
#     ^^^^^^^
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
`,
        fixed: `kind: Service
metadata: { name: web }
spec: { ports: [{ port: 80 }] }
apiVersion: v1
`,
      },
    ],
    good: [
      {
        title: 'Another kind whose name is near',
        text: `apiVersion: v1
kind: ServiceAccount
metadata: { name: web }
`,
      },
      {
        title: 'A kind of the same name in a group of its own',
        text: `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: web }
`,
      },
    ],
  },
});

const served: Readonly<Record<string, string>> = {
  Service: 'v1',
  Endpoints: 'v1',
  EndpointSlice: 'discovery.k8s.io/v1',
};

/** One object, of a kind that was recognised or that nobody could mean; saves looking at the tree. */
function isPlainlyServed(objects: readonly KubernetesObject[]): boolean {
  return objects.length > 0 && objects.every(object => object.source.item === undefined && isServed(object));
}

function isServed(object: KubernetesObject): boolean {
  if (object.kind === 'EndpointSlice') return object.apiVersion === served.EndpointSlice;
  return object.kind !== 'Other' || (object.actualKind !== '' && !meantKind(object.actualKind));
}

/** Which of our kinds is meant, in whatever letter case. */
function meantKind(kind: string): string | undefined {
  return Object.keys(served).find(word => sameButCase(word, kind));
}

/** Groups that Kubernetes itself has; custom resources have a dot in theirs and none of these. */
const ownGroups =
  /^(?:[^./]*|[^./]*\/[^/]*|(?:discovery|networking|policy|storage|authentication|authorization|rbac\.authorization|apiextensions|events|scheduling|coordination|node|admissionregistration|apiregistration|certificates|flowcontrol\.apiserver|autoscaling|batch|apps|core)\.k8s\.io\/.*)$/;

function problemOf(node: ManifestNode): Draft | undefined {
  const apiVersion = stringAt(node, 'apiVersion');
  const kind = stringAt(node, 'kind');
  if (!apiVersion) return kind === undefined ? undefined : missingApiVersion(node, kind);
  if (!ownGroups.test(apiVersion)) return undefined;
  if (kind === undefined || kind === '') return missingKind(node, apiVersion);
  const known = meantKind(kind);
  if (!known) return undefined;
  if (known !== kind) {
    const message = `There is no kind ${quote(kind)}: kubectl refuses it. Letter case counts: write ${known}.`;
    return { path: ['kind'], message, suggestions: [known] };
  }
  if (served[known] === apiVersion) return undefined;
  const gone = known === 'EndpointSlice' && apiVersion.startsWith('discovery.k8s.io/') ? ' (gone since 1.25)' : '';
  const message = `No API server has ${kind} in ${apiVersion}${gone}: kubectl refuses it. Write apiVersion: ${served[known]}.`;
  return { path: ['apiVersion'], message, suggestions: [served[known]!] };
}

/** With nothing or no text behind the key; or without the key, where it can hardly be anything but a manifest. */
function missingApiVersion(node: ManifestNode, kind: string): Draft | undefined {
  const wanted = Object.hasOwn(served, kind) ? served[kind] : undefined;
  const isWritten = childOf(node, 'apiVersion') !== undefined;
  const isManifest = ['spec', 'subsets', 'addressType'].some(key => childOf(node, key));
  if (!wanted || !childOf(node, 'metadata') || !(isWritten || isManifest)) return undefined;
  if (isWritten) {
    const message = `The ${kind} has no usable apiVersion: kubectl refuses it. Write apiVersion: ${wanted}.`;
    return { path: ['apiVersion'], message, suggestions: [wanted] };
  }
  const message = `The ${kind} has no apiVersion: kubectl refuses it. Add apiVersion: ${wanted}.`;
  const place = { path: ['apiVersion'], range: rangeAt(node, ['kind']), absence: true };
  return { ...place, verdict: 'advice', severity: 'warning', message, suggestions: [wanted] };
}

/** Only where it can hardly be anything but a manifest that is to be applied. */
function missingKind(node: ManifestNode, apiVersion: string): Draft | undefined {
  const value = nodeAt(node, ['kind']);
  if (!Object.values(served).includes(apiVersion) || !childOf(node, 'metadata')) return undefined;
  if (value && !(value.kind === 'scalar' && (value.value === null || value.value === ''))) return undefined;
  const kind = guessKind(node, apiVersion);
  const range = rangeAt(node, ['apiVersion']);
  const advice = kind ? ` Add kind: ${kind}.` : '';
  const message = `The manifest has no kind: kubectl refuses it.${advice}`;
  return { path: ['kind'], range, message, absence: true, ...(kind ? { suggestions: [kind] } : {}) };
}

function guessKind(node: ManifestNode, apiVersion: string): string | undefined {
  if (apiVersion !== 'v1') return 'EndpointSlice';
  if (childOf(node, 'subsets')) return 'Endpoints';
  return nodeAt(node, ['spec', 'ports']) ? 'Service' : undefined;
}

function stringAt(node: ManifestNode, key: string): string | undefined {
  const value = childOf(node, key);
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}
