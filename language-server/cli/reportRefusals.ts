/** Says on standard error which objects the API server refuses, so that an answer is without them. */
import type { KubernetesObject, NamespacedName } from '../core/cluster/objects.ts';
import { serviceNameLabel } from '../core/cluster/sliceLabels.ts';
import { isCertain, type Refusal, refusalSentence } from '../core/views/refusal.ts';
import type { Root } from '../core/workspace/roots.ts';
import type { Console } from './console.ts';

const shown = 5;

/** With a Service named, what concerns it. `left` says what becomes of the answer. */
export function reportRefusals(root: Root, service: NamespacedName | undefined, left: string, console: Console): void {
  const refusals = refusalsOf(root, service);
  for (const refusal of refusals.slice(0, shown)) {
    console.err(`${refusalSentence(refusal)}${isCertain(refusal) ? ` ${left}` : ''}\n`);
  }
  const rest = refusals.length - shown;
  if (rest > 0) console.err(`${rest} more ${rest > 1 ? 'objects are' : 'object is'} refused: see routelens check\n`);
}

export function refusalsOf(root: Root, service: NamespacedName | undefined): readonly Refusal[] {
  const { refusals } = root.accepted.get();
  return [...refusals].flatMap(([object, refusal]) => (!service || isAbout(object, service) ? [refusal] : []));
}

/** As JSON has it: what is refused for certain. */
export function refusalsAsJson(refusals: readonly Refusal[]): readonly object[] {
  return refusals.filter(isCertain).map(refusal => ({
    kind: refusal.kind,
    namespace: refusal.namespace,
    name: refusal.name,
    rule: refusal.rule,
    message: refusalSentence(refusal),
  }));
}

export function isAbout(object: KubernetesObject, { namespace, name }: NamespacedName): boolean {
  if (object.namespace !== namespace) return false;
  return object.kind === 'EndpointSlice' ? object.labels[serviceNameLabel] === name : object.name === name;
}
