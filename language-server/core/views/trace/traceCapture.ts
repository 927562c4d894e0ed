/**
 * Captured rules in place of generated ones: what iptables-save or `nft list ruleset` wrote on the node. In: the text.
 * Out: the node of a trace with these rules. Rules that are the same as generated ones keep what made those, so that a
 * story can tell it; all others are known by their line alone.
 */
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import { hiddenHooks } from '../../netfilter/hiddenHooks.ts';
import { indexRuleset } from '../../netfilter/indexRuleset.ts';
import type { Rule, Ruleset } from '../../netfilter/ir.ts';
import { joinRulesets } from '../../netfilter/joinRulesets.ts';
import { mapOrigins } from '../../netfilter/mapOrigins.ts';
import { normalForm } from '../../netfilter/normalForm.ts';
import type { ParsedRules, TextPlace } from '../../netfilter/parsedRules.ts';
import { parseRules } from '../../netfilter/parseRules.ts';
import type { Origin } from '../../routing/origin.ts';
import { makeWorld } from '../../trace/world.ts';
import { compilePlan } from '../compilePlan.ts';
import type { TraceNode } from './traceWorld.ts';

export interface Capture extends ParsedRules {
  readonly text: string;
}

/** `family`: of rules of iptables that do not show theirs. */
export function readCapture(text: string, family?: IpFamily): Capture {
  const parsed = parseRules(text, { family });
  return { ...parsed, text, rulesets: parsed.rulesets.filter(hasRules) };
}

function hasRules({ units }: Ruleset<TextPlace>): boolean {
  return [...units].some(({ sections }) => sections.some(({ chains, rules }) => chains.length + rules.length > 0));
}

/** The mode that the rules show, where they show one. iptables may be listed as nftables, and IPVS uses its rules too. */
export function modeOfCapture({ rulesets }: Capture, configured: ProxyMode): ProxyMode {
  if (rulesets.some(({ tables }) => tables.some(({ name }) => name === 'kube-proxy'))) return 'nftables';
  const isIptables = rulesets.some(({ syntax }) => syntax === 'iptables');
  return isIptables && configured === 'nftables' ? 'iptables' : configured;
}

const nodes = new WeakMap<Capture, WeakMap<TraceNode, TraceNode>>();

/** The node with the captured rules; undefined where there are none of its family. */
export function captureNode(node: TraceNode, capture: Capture): TraceNode | undefined {
  const captured = capture.rulesets.filter(({ family }) => family === node.plan.family);
  if (captured.length === 0) return undefined;
  const made = nodes.get(capture) ?? new WeakMap<TraceNode, TraceNode>();
  nodes.set(capture, made);
  const known = made.get(node) ?? makeNode(node, captured, capture);
  made.set(node, known);
  return known;
}

function makeNode(
  node: TraceNode,
  captured: readonly Ruleset<TextPlace>[],
  { text, ipsets, problems }: Capture,
): TraceNode {
  const compiled = compilePlan(node.plan);
  const generated = compiled.kind === 'ipvs' ? compiled.state.rules : compiled.ruleset;
  const known = originsByPlace(captured, generated);
  const places = new Map<Rule<Origin>, TextPlace>();
  const rulesets = captured.map(each =>
    mapOrigins<TextPlace, Origin>(each, {
      origin: place => known.get(place) ?? { kind: 'text', line: place.line },
      made: (rule, { origin }) => places.set(rule, origin),
    }),
  );
  return {
    ...node,
    world: makeWorld({
      ruleset: joinRulesets(rulesets),
      host: node.network.host,
      ipvs: node.world.ipvs,
      ipsets,
      missing: missingRules(problems, node.plan.family) ?? missingTable(captured, generated),
      hidden: new Map(captured.flatMap(ruleset => [...hiddenHooks(ruleset)])),
    }),
    printRule: rule => ruleText(text, places.get(rule)),
    lineOf: rule => places.get(rule)?.line,
    leftOut: problems.filter(({ hides }) => hides === undefined).map(told),
  };
}

/** Named by the first of them. */
function missingRules(problems: Capture['problems'], family: IpFamily): string | undefined {
  const [first, ...rest] = problems.filter(({ hides }) => hides === 'both' || hides === family);
  if (!first) return undefined;
  const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
  return `rules of the node that the captured text does not show may decide otherwise (${told(first).replace(/\.$/, '')}${more})`;
}

function told({ message, place }: Capture['problems'][number]): string {
  return `line ${place.line}: ${message}`;
}

/** kube-proxy writes all of its tables: a text that has its chains in one and not the other shows a part (`-t nat`). */
function missingTable(captured: readonly Ruleset<TextPlace>[], generated: Ruleset<Origin>): string | undefined {
  const alike = captured.filter(({ syntax }) => syntax === generated.syntax).map(ruleset => indexRuleset(ruleset));
  if (!sharedChains(generated).some(({ table, name }) => alike.some(index => index.chain(table, name)))) {
    return undefined;
  }
  const shown = new Set(captured.flatMap(({ tables }) => tables.map(({ name }) => name)));
  const table = generated.tables.find(({ name }) => !shown.has(name));
  return table && `the captured text shows no table ${table.name}, whose rules may decide otherwise`;
}

/** Of the first unit, which brings what all Services use. */
function sharedChains({ units }: Ruleset<Origin>): readonly { readonly table: string; readonly name: string }[] {
  for (const { owner, builtIn, sections } of units) {
    if (owner === undefined && !builtIn) {
      return sections.flatMap(({ table, chains }) => chains.map(({ name }) => ({ table, name })));
    }
  }
  return [];
}

/** What made the generated rules and elements that the captured ones equal. */
function originsByPlace(
  captured: readonly Ruleset<TextPlace>[],
  generated: Ruleset<Origin>,
): ReadonlyMap<TextPlace, Origin> {
  const alike = captured.find(({ syntax }) => syntax === generated.syntax);
  if (!alike) return new Map();
  const made = new Map(normalForm(generated).map(line => [line.text, line.origin]));
  const found = new Map<TextPlace, Origin>();
  for (const { text, origin: place } of normalForm(alike)) {
    const origin = made.get(text);
    if (place && origin) found.set(place, origin);
  }
  return found;
}

/** As captured, on one line, without the chain that a rule of iptables begins with. */
function ruleText(text: string, place: TextPlace | undefined): string {
  if (!place) return '';
  const lines = text.slice(place.range.start, place.range.end).split('\n');
  const whole = lines
    .map(line => line.trim())
    .filter(Boolean)
    .join(' ');
  return whole.replace(/^(\[\d+:\d+\] )?(-A|--append|-I|--insert) \S+ /, '');
}
