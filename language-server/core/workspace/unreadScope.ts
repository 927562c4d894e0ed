/**
 * What a document that cannot be read could hold at most, from a look at its text: its kinds, its namespace, and the
 * words in it. In: the text of one document. Out: a scope; what cannot be told is left out of it.
 */
import type { GapScope } from '../cluster/completeness.ts';
import { isUnknownText } from '../yaml/unknownText.ts';

/** Longer texts are not gone through word by word. */
const maxWordText = 100_000;

export function scopeOfText(text: string): GapScope {
  const isFilledIn = isUnknownText(text);
  const header = /^\s*[{[]/.test(text) && !/^\s*\{[{%]/.test(text) ? jsonHeader(text) : yamlHeader(text);
  const kinds = kindsOf(header);
  const namespace = namespaceOf(header, text, isFilledIn);
  const words = isFilledIn || text.length > maxWordText ? undefined : wordsOf(text);
  return {
    ...(kinds ? { kinds } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    ...(words ? { words } : {}),
  };
}

/** Values as they are written, of the document's own fields. */
interface Header {
  readonly apiVersions: readonly string[];
  readonly kinds: readonly string[];
  readonly namespaces: readonly string[];
}

/** Fields of nested objects are taken along, which only widens the scope. */
function jsonHeader(text: string): Header {
  const valuesOf = (key: string) =>
    [...text.matchAll(new RegExp(`["']?\\b${key}["']?\\s*:\\s*["']?([^"',}\\s]*)`, 'g'))].map(match => match[1]!);
  return { apiVersions: valuesOf('apiVersion'), kinds: valuesOf('kind'), namespaces: valuesOf('namespace') };
}

function yamlHeader(text: string): Header {
  const lines = text.split(/\r?\n/);
  const indent = /^ *(?=["']?(?:apiVersion|kind|metadata)["']?[ \t]*:)/m.exec(text)?.[0] ?? '';
  const field = new RegExp(`^${indent}["']?(apiVersion|kind)["']?[ \\t]*:[ \\t]*(.*)$`);
  const found = lines.flatMap(line => field.exec(line) ?? []);
  const values = { apiVersion: [] as string[], kind: [] as string[] };
  for (let i = 0; i < found.length; i += 3) values[found[i + 1] as keyof typeof values].push(scalarOf(found[i + 2]!));
  return { apiVersions: values.apiVersion, kinds: values.kind, namespaces: namespacesIn(lines, indent) };
}

/** `namespace` directly below `metadata`, in block and in flow style. */
function namespacesIn(lines: readonly string[], indent: string): string[] {
  const metadata = new RegExp(`^${indent}["']?metadata["']?[ \\t]*:`);
  const found: string[] = [];
  let childIndent: number | undefined;
  let isInside = false;
  for (const line of lines) {
    if (metadata.test(line)) {
      isInside = true;
      childIndent = undefined;
      const flow = /[{,]\s*["']?namespace["']?\s*:\s*([^,}]*)/.exec(line.slice(line.indexOf(':')));
      if (flow) found.push(scalarOf(flow[1]!));
      continue;
    }
    const own = /^( *)["']?([^\s"':#]+)["']?[ \t]*:(.*)$/.exec(line);
    if (!isInside || !own) continue;
    const depth = own[1]!.length;
    if (depth <= indent.length) isInside = false;
    else childIndent ??= depth;
    if (isInside && depth === childIndent && own[2] === 'namespace') found.push(scalarOf(own[3]!));
  }
  return found;
}

function scalarOf(text: string): string {
  const comment = text.search(/[ \t]#/);
  const trimmed = (comment < 0 ? text : text.slice(0, comment)).trim();
  return trimmed.replace(/^(["'])(.*)\1$/, '$2');
}

const kindName = /^[A-Z][A-Za-z0-9]*$/;

/** A list holds anything, and so may what a controller makes of a kind that nobody here knows. */
function kindsOf({ kinds, apiVersions }: Header): readonly string[] | undefined {
  const isPlain = kinds.length > 0 && kinds.every(kind => kindName.test(kind) && !bringsOthers.test(kind));
  return isPlain && apiVersions.every(version => ownGroups.test(version)) ? [...new Set(kinds)].sort() : undefined;
}

/** Groups whose objects make no others but those that Kubernetes' own controllers make of them, and no pods. */
const ownGroups =
  /^(?:v1|(?:apps|batch|autoscaling|policy|extensions|[a-z.]+\.k8s\.io|cert-manager\.io|monitoring\.coreos\.com|networking\.istio\.io|security\.istio\.io|traefik\.(?:io|containo\.us)|external-secrets\.io|kyverno\.io|bitnami\.com)\/v\w+)$/;
/** Kinds of these groups that do. */
const bringsOthers = /^(?:Prometheus|PrometheusAgent|Alertmanager|ThanosRuler|.*List)$/;

function namespaceOf({ namespaces }: Header, text: string, isFilledIn: boolean): string | undefined {
  const [first, ...others] = new Set(namespaces);
  if (first === undefined) return isFilledIn || /\bnamespace\b/.test(text) ? undefined : 'default';
  return others.length === 0 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(first) ? first : undefined;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(/[\s"'{}[\],]+|:(?=[\s"'{[]|$)/m));
}
