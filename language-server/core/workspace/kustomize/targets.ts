/** Which objects a patch or replacement means by its `target`. Undefined where the target cannot be read. */
import { readLabels } from '../../cluster/read.ts';
import { childOf } from '../../yaml/manifestNode.ts';
import type { Target } from './kustomization.ts';
import { effectiveNamespace, identityOf, originalOf, type Resource } from './resource.ts';

type Test = (resource: Resource) => boolean;

export function targetTest(target: Target): Test | undefined {
  const { group, version, kind, name, namespace, labelSelector, annotationSelector } = target;
  const [isGroup, isVersion, isKind, isName, isNamespace] = [group, version, kind, name, namespace].map(wholeText);
  const labels = pairsTest(labelSelector, 'labels');
  const annotations = pairsTest(annotationSelector, 'annotations');
  if (!isGroup || !isVersion || !isKind || !isName || !isNamespace || !labels || !annotations) return undefined;
  return resource => {
    const now = identityOf(resource);
    const first = originalOf(resource);
    return (
      (isNamespace(effectiveNamespace(first)) || isNamespace(effectiveNamespace(now))) &&
      (isName(first.name) || isName(now.name)) &&
      isGroup(now.group) &&
      isVersion(now.version) &&
      isKind(now.kind) &&
      labels(resource) &&
      annotations(resource)
    );
  };
}

function wholeText(pattern: string | undefined): ((text: string) => boolean) | undefined {
  if (pattern === undefined) return () => true;
  try {
    const expression = new RegExp(`^(?:${pattern})$`);
    return text => expression.test(text);
  } catch {
    return undefined;
  }
}

/** Equalities joined by commas; sets and other operators are not read. */
function pairsTest(selector: string | undefined, field: 'labels' | 'annotations'): Test | undefined {
  if (selector === undefined) return () => true;
  const pairs = selector.split(',').map(part => /^([^\s=!()]+)\s*==?\s*([^\s=!()]*)$/.exec(part.trim()));
  if (pairs.some(pair => pair === null)) return undefined;
  return ({ node }) => {
    const present = readLabels(childOf(node, 'metadata'), field) ?? {};
    return pairs.every(pair => present[pair![1]!] === pair![2]);
  };
}
