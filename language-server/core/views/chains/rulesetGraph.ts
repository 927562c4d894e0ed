/**
 * The chains of one owner as a layered graph: where shared chains lead into them, how chance divides the traffic, and
 * the endpoints and verdicts at their ends. In: a ruleset compiled for that owner. Out: nodes and edges; it reads
 * only the netfilter model, so it draws what the kernel would do and not what a manifest intended.
 */
import { add, type Fraction, fraction, multiply, one, printFraction, subtract, zero } from '../../base/fraction.ts';
import { joinHostPort } from '../../ip/address.ts';
import type { NatTarget, Rule, Ruleset, Section, SetElement, Statement, Verdict } from '../../netfilter/ir.ts';
import type { GraphEdge, GraphNode, GraphNodeKind, ViewLocation } from '../model.ts';
import { describeKey, describeMatches } from './describeMatch.ts';

/** What the graph needs to know of an origin. */
export interface OriginView {
  readonly detail: string;
  readonly servicePort?: string | undefined;
  readonly location?: ViewLocation | undefined;
  readonly placeholder?: boolean;
}

export interface RulesetGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

interface DraftNode {
  kind: GraphNodeKind;
  label: string;
  detail: string;
  rules: string[];
  servicePort: string | undefined;
  location: ViewLocation | undefined;
  placeholder: boolean;
}

interface DraftEdge {
  from: string;
  to: string;
  labels: Set<string>;
  share: Fraction | undefined;
}

interface Builder<Origin> extends GraphWords<Origin> {
  readonly nodes: Map<string, DraftNode>;
  readonly edges: Map<string, DraftEdge>;
  /** Chains that the owner declares; others are shared and not followed. */
  readonly own: ReadonlySet<string>;
}

/** What the caller knows and the netfilter model does not. */
export interface GraphWords<Origin> {
  readonly printRule: (rule: Rule<Origin>) => string;
  readonly describe: (origin: Origin) => OriginView;
  /** By "address:port". */
  readonly describeTarget: (target: string) => OriginView;
}

export function rulesetGraph<Origin>(ruleset: Ruleset<Origin>, words: GraphWords<Origin>): RulesetGraph {
  const sections = [...ruleset.units].filter(unit => unit.owner !== undefined).flatMap(unit => unit.sections);
  const own = new Set(sections.flatMap(section => section.chains.map(chain => chain.name)));
  const builder: Builder<Origin> = { nodes: new Map(), edges: new Map(), own, ...words };
  for (const section of sections) addSection(builder, section);
  return finish(builder);
}

function addSection<Origin>(builder: Builder<Origin>, section: Section<Origin>): void {
  for (const { name, origin } of section.chains) {
    addNode(builder, { id: name, kind: 'chain', label: name, view: builder.describe(origin) });
  }
  const byChain = new Map<string, Rule<Origin>[]>();
  for (const rule of section.rules) byChain.set(rule.chain, [...(byChain.get(rule.chain) ?? []), rule]);
  for (const [chain, rules] of byChain) addChainRules(builder, chain, rules);
  for (const element of section.elements ?? []) addElement(builder, element);
}

interface NewNode {
  readonly id: string;
  readonly kind: GraphNodeKind;
  readonly label: string;
  readonly view: OriginView;
}

const unknownOrigin: OriginView = { detail: '' };

function addNode<Origin>(builder: Builder<Origin>, { id, kind, label, view }: NewNode): DraftNode {
  const known = builder.nodes.get(id);
  if (known) return known;
  const { detail, servicePort, location, placeholder = false } = view;
  const node: DraftNode = { kind, label, detail, rules: [], servicePort, location, placeholder };
  builder.nodes.set(id, node);
  return node;
}

/** The rules of one chain in order; chance shares what earlier rules left. */
function addChainRules<Origin>(builder: Builder<Origin>, chain: string, rules: readonly Rule<Origin>[]): void {
  const isOwn = builder.own.has(chain);
  // A shared chain belongs to all, so it leads to the YAML of what enters through it and says no more.
  const view = isOwn ? unknownOrigin : { ...unknownOrigin, location: builder.describe(rules[0]!.origin).location };
  const node = addNode(builder, { id: chain, kind: isOwn ? 'chain' : 'entry', label: chain, view });
  let remaining = one;
  for (const rule of rules) {
    node.rules.push(builder.printRule(rule));
    const share = shareOf(rule, remaining, isOwn);
    const targets = rule.statements.flatMap(statement => targetsOf(builder, statement));
    for (const target of targets)
      addEdge(builder, chain, target.id, describeMatches(rule.matches), share && multiply(share, target.share));
    if (share && targets.length) remaining = subtract(remaining, share);
  }
}

/** The part of the chain's traffic that a rule takes by chance or as the last; undefined under other conditions. */
function shareOf<Origin>(rule: Rule<Origin>, remaining: Fraction, isOwn: boolean): Fraction | undefined {
  if (!isOwn || remaining === zero) return undefined;
  const chance = rule.matches.find(match => match.kind === 'chance');
  const isConditional = rule.matches.some(m => !['chance', 'protocol', 'remember', 'accounting'].includes(m.kind));
  if (isConditional) return undefined;
  return chance ? multiply(remaining, fraction(1, chance.oneIn)) : remaining;
}

interface Target {
  readonly id: string;
  readonly share: Fraction;
}

function targetsOf<Origin>(builder: Builder<Origin>, statement: Statement): Target[] {
  switch (statement.kind) {
    case 'dnat':
      return [{ id: endpointNode(builder, statement.target), share: one }];
    case 'dnat-random':
      return statement.targets.map(t => ({
        id: endpointNode(builder, t),
        share: fraction(1, statement.targets.length),
      }));
    case 'verdict-random':
      return statement.verdicts.flatMap(v => verdictTargets(builder, v, fraction(1, statement.verdicts.length)));
    case 'reject':
      return [verdictNode(builder, 'REJECT', one)];
    case 'jump':
    case 'goto':
    case 'drop':
    case 'accept':
      return verdictTargets(builder, statement, one);
    default:
      return [];
  }
}

function verdictTargets<Origin>(builder: Builder<Origin>, verdict: Verdict, share: Fraction): Target[] {
  if (verdict.kind === 'jump' || verdict.kind === 'goto') {
    if (builder.own.has(verdict.chain)) return [{ id: verdict.chain, share }];
    return verdict.chain.includes('reject') ? [verdictNode(builder, 'REJECT', share)] : [];
  }
  return verdict.kind === 'return' ? [] : [verdictNode(builder, verdict.kind.toUpperCase(), share)];
}

function verdictNode<Origin>(builder: Builder<Origin>, verdict: string, share: Fraction): Target {
  addNode(builder, { id: `verdict ${verdict}`, kind: 'verdict', label: verdict, view: unknownOrigin });
  return { id: `verdict ${verdict}`, share };
}

function endpointNode<Origin>(builder: Builder<Origin>, target: NatTarget): string {
  const label = joinHostPort(target.address, target.port);
  const id = `endpoint ${label}`;
  addNode(builder, { id, kind: 'endpoint', label, view: builder.describeTarget(label) });
  return id;
}

/** An element of a shared verdict map leads into the owner's chains as a rule of a shared chain does. */
function addElement<Origin>(builder: Builder<Origin>, element: SetElement<Origin>): void {
  if (!element.verdict) return;
  const id = `map ${element.set}`;
  for (const target of verdictTargets(builder, element.verdict, one)) {
    addNode(builder, {
      id,
      kind: 'entry',
      label: `@${element.set}`,
      view: { ...unknownOrigin, location: builder.describe(element.origin).location },
    });
    addEdge(builder, id, target.id, describeKey(element.key), undefined);
  }
}

function addEdge<Origin>(
  builder: Builder<Origin>,
  from: string,
  to: string,
  label: string,
  share: Fraction | undefined,
): void {
  const key = `${from}\n${to}`;
  const edge = builder.edges.get(key) ?? { from, to, labels: new Set<string>(), share: undefined };
  if (label) edge.labels.add(label);
  if (share) edge.share = edge.share ? add(edge.share, share) : share;
  builder.edges.set(key, edge);
}

function finish<Origin>({ nodes, edges }: Builder<Origin>): RulesetGraph {
  const layers = layersOf([...nodes.keys()], [...edges.values()]);
  const linked = new Set([...edges.values()].flatMap(edge => [edge.from, edge.to]));
  return {
    nodes: [...nodes]
      .filter(([id, node]) => linked.has(id) || node.kind === 'chain')
      .map(([id, { servicePort, location, placeholder, ...node }]) => ({
        id,
        layer: layers.get(id) ?? 0,
        ...node,
        ...(servicePort ? { servicePort } : {}),
        ...(location ? { location } : {}),
        ...(placeholder ? { placeholder } : {}),
      })),
    edges: [...edges.values()].map(({ from, to, labels, share }) => ({
      from,
      to,
      label: [...labels].join('; '),
      ...(share ? { share: printFraction(share) } : {}),
    })),
  };
}

/** Each node one column right of the furthest node that leads to it. */
function layersOf(ids: readonly string[], edges: readonly DraftEdge[]): Map<string, number> {
  const layers = new Map(ids.map(id => [id, 0]));
  for (let round = 0, changed = true; changed && round < ids.length; round++) {
    changed = false;
    for (const { from, to } of edges) {
      const layer = layers.get(from)! + 1;
      if (layer <= layers.get(to)!) continue;
      layers.set(to, layer);
      changed = true;
    }
  }
  return layers;
}
