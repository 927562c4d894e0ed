/**
 * What another tool fills in is unknown, not wrong. Drops the drafts that speak of such a value, that follow from one,
 * or that miss something which one may bring.
 */
import { isUnknownKey, isUnknownNode } from '../cluster/unknownValues.ts';
import { childOf, entryOf, type FieldPath, type ManifestNode, nodeAt } from '../yaml/manifestNode.ts';
import { isUnknownText } from '../yaml/unknownText.ts';
import type { Draft, ObjectRule, RuleContext } from './defineRule.ts';

/** Fields that decide what other fields of their object mean. */
const deciding: readonly FieldPath[] = [
  ...[
    'type',
    'clusterIP',
    'clusterIPs',
    'ipFamilies',
    'ipFamilyPolicy',
    'externalTrafficPolicy',
    'sessionAffinity',
  ].map(field => ['spec', field]),
  ['spec', 'internalTrafficPolicy'],
  ['addressType'],
];

/** Rules that look at the value that they underline, and at no field that decides on others. */
const ownValueRules = new Set([
  ...['app-protocol-invalid', 'field-type-mismatch', 'port-name-invalid', 'port-name-required', 'port-out-of-range'],
  ...['port-protocol-unsupported', 'selector-label-invalid', 'target-port-invalid', 'unknown-field'],
  ...['node-port-out-of-range', 'target-port-name-unresolved', 'target-port-not-declared', 'selector-no-match'],
]);

export function* withoutUnknown(rule: ObjectRule, drafts: Iterable<Draft>, { node }: RuleContext): Iterable<Draft> {
  const { hasAny, decides } = unknownsOf(node);
  if (!hasAny) return yield* drafts;
  for (const draft of drafts) {
    const isElsewhere = ownValueRules.has(rule.id) || draft.path[0] === 'metadata';
    if (decides && !isElsewhere) continue;
    if (!restsOnUnknown(node, draft.path)) yield draft;
  }
}

interface Unknowns {
  readonly hasAny: boolean;
  /** One of the fields that decide on others is unknown. */
  readonly decides: boolean;
}

const memory = new WeakMap<ManifestNode, Unknowns>();

function unknownsOf(node: ManifestNode): Unknowns {
  const known = memory.get(node);
  if (known) return known;
  const hasAny = holdsUnknown(node, undefined);
  const found = { hasAny, decides: hasAny && deciding.some(path => isUnknownWhole(nodeAt(node, path))) };
  memory.set(node, found);
  return found;
}

function isUnknownWhole(node: ManifestNode | undefined): boolean {
  return node?.kind === 'sequence' ? node.items.some(item => isUnknownNode(item)) : isUnknownNode(node);
}

function holdsUnknown(node: ManifestNode, field: string | undefined): boolean {
  if (node.kind === 'scalar') return isUnknownNode(node, field);
  if (node.kind === 'sequence') return node.items.some(item => holdsUnknown(item, field));
  return node.entries.some(entry => isUnknownKey(entry) || holdsUnknown(entry.value, String(entry.key.value)));
}

function restsOnUnknown(root: ManifestNode, path: FieldPath): boolean {
  let node = root;
  let field: string | undefined;
  for (const step of path) {
    if (isUnknownText(step)) return true;
    const entry = typeof step === 'string' ? entryOf(node, step) : undefined;
    const child = entry?.value ?? childOf(node, step);
    if (!child) return mayHoldMore(node, field);
    if (typeof step === 'string') field = step;
    node = child;
  }
  return mayHoldMore(node, field) || (typeof path.at(-1) === 'number' && holdsUnknownField(node));
}

/** The value itself is unknown, or some of its entries are. */
function mayHoldMore(node: ManifestNode, field: string | undefined): boolean {
  if (node.kind === 'map') return node.entries.some(isUnknownKey);
  return node.kind === 'sequence' ? node.items.some(item => isUnknownNode(item, field)) : isUnknownNode(node, field);
}

/** What is said of an item as a whole comes from its fields. */
function holdsUnknownField(node: ManifestNode): boolean {
  return node.kind === 'map' && node.entries.some(({ key, value }) => isUnknownNode(value, String(key.value)));
}
