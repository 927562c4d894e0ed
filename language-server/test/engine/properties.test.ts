/** What must hold for every ruleset, tried on the golden clusters in both rule languages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compileIptables } from '../../core/backends/iptables/compile.ts';
import { compileIpvs } from '../../core/backends/ipvs/compile.ts';
import { compileNftables } from '../../core/backends/nftables/compile.ts';
import { add, equal, fraction, multiply, one, subtract, zero } from '../../core/base/fraction.ts';
import { indexRuleset } from '../../core/netfilter/indexRuleset.ts';
import { ipsetEntryText } from '../../core/netfilter/ipvsState.ts';
import type { Rule, Ruleset } from '../../core/netfilter/ir.ts';
import { printIptablesRestore } from '../../core/netfilter/printIptables.ts';
import { printIpvsJson } from '../../core/netfilter/printIpvs.ts';
import { printNftables } from '../../core/netfilter/printNftables.ts';
import { locateOrigin, type Origin } from '../../core/routing/origin.ts';
import type { RoutingPlan } from '../../core/routing/plan.ts';
import { nodeAt } from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { caseNames, type EngineCase, families, makeCase, modes, plan, readCase, readCaseFile } from './support.ts';

const cases = new Map(caseNames().map(name => [name, readCase(name)]));

function rulesetOf(routingPlan: RoutingPlan): Ruleset<Origin> {
  if (routingPlan.mode === 'iptables') return compileIptables(routingPlan);
  if (routingPlan.mode === 'nftables') return compileNftables(routingPlan);
  return compileIpvs(routingPlan).rules;
}

function* everyPlan(): Generator<{ label: string; routingPlan: RoutingPlan }> {
  for (const [name, engineCase] of cases) {
    for (const mode of modes) {
      for (const family of families) {
        yield { label: `${name} ${mode} ${family}`, routingPlan: plan(engineCase, mode, family) };
      }
    }
  }
}

function text(routingPlan: RoutingPlan): string {
  if (routingPlan.mode === 'ipvs') return printIpvsJson(compileIpvs(routingPlan));
  const ruleset = rulesetOf(routingPlan);
  return routingPlan.mode === 'iptables' ? printIptablesRestore(ruleset) : printNftables(ruleset);
}

/** The shares that the rules of a chain hand out by chance alone. */
function sumOfShares(rules: readonly Rule<Origin>[]) {
  let [left, sum] = [one, zero];
  for (const { matches } of rules) {
    const chance = matches.find(match => match.kind === 'chance');
    const share = multiply(left, fraction(1, chance?.oneIn ?? 1));
    sum = add(sum, share);
    left = subtract(left, share);
  }
  return sum;
}

test('the shares of each chain that chooses endpoints add up to exactly 1', () => {
  let checked = 0;
  for (const { label, routingPlan } of everyPlan()) {
    if (routingPlan.mode !== 'iptables') continue;
    for (const chain of indexRuleset(rulesetOf(routingPlan)).chains) {
      const choosing = chain.rules.filter(
        rule => rule.origin.kind === 'endpoint' && rule.matches.every(match => match.kind === 'chance'),
      );
      if (choosing.length === 0) continue;
      checked++;
      assert.ok(equal(sumOfShares(choosing), one), `${label} ${chain.declaration?.name}`);
    }
  }
  assert.ok(checked > 100);
});

function targetsOf(rule: Rule<Origin>): string[] {
  return rule.statements.flatMap(statement => {
    if (statement.kind === 'verdict-random') return statement.verdicts.flatMap(v => ('chain' in v ? [v.chain] : []));
    return 'chain' in statement ? [statement.chain] : [];
  });
}

function referencedChains(ruleset: Ruleset<Origin>): Set<string> {
  const index = indexRuleset(ruleset);
  const names = new Set<string>();
  for (const chain of index.chains) {
    for (const name of chain.rules.flatMap(targetsOf)) names.add(`${chain.table} ${name}`);
  }
  for (const set of index.sets) {
    for (const { verdict } of set.elements.values()) {
      if (verdict && 'chain' in verdict) names.add(`${set.table} ${verdict.chain}`);
    }
  }
  return names;
}

test('every jump leads to a declared chain', () => {
  for (const { label, routingPlan } of everyPlan()) {
    const ruleset = rulesetOf(routingPlan);
    const declared = new Set(
      indexRuleset(ruleset)
        .chains.filter(c => c.declaration)
        .map(c => `${c.table} ${c.declaration?.name}`),
    );
    for (const name of referencedChains(ruleset)) assert.ok(declared.has(name), `${label}: ${name}`);
  }
});

/** With external IPs switched off, or two Services claiming one address, a chain can be left without a way in. */
const lonely = /^(?:kube-proxy|nat) (?:KUBE-EXT|KUBE-SVL|external|local|service|firewall)-/;

test('no chain of a Service is unreferenced except where kube-proxy leaves one', () => {
  for (const { label, routingPlan } of everyPlan()) {
    const ruleset = rulesetOf(routingPlan);
    const referenced = referencedChains(ruleset);
    for (const { owner, sections } of ruleset.units) {
      if (owner === undefined) continue;
      for (const { table, chains } of sections) {
        for (const { name } of chains) {
          const expected =
            referenced.has(`${table} ${name}`) || (lonely.test(`${table} ${name}`) && /gate-off|random/.test(label));
          assert.ok(expected, `${label}: ${name} has no way in`);
        }
      }
    }
  }
});

function shuffled(engineCase: EngineCase, seed: number): EngineCase {
  const shuffle = <T>(items: readonly T[]): readonly T[] =>
    fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { numRuns: 1, seed })[0] ?? [];
  const { model } = engineCase;
  return {
    ...engineCase,
    model: {
      ...model,
      services: shuffle(model.services),
      slices: shuffle(model.slices),
      endpoints: shuffle(model.endpoints),
      serviceCidrs: shuffle(model.serviceCidrs),
    },
  };
}

test('the order of documents never changes the output', () => {
  for (const [name, engineCase] of cases) {
    for (const mode of modes) {
      for (const family of families) {
        const expected = text(plan(engineCase, mode, family));
        for (const seed of [1, 2]) {
          assert.equal(text(plan(shuffled(engineCase, seed), mode, family)), expected, `${name} ${mode} ${family}`);
        }
      }
    }
  }
});

function owned(ruleset: Ruleset<Origin>, table: string, owner: string): string {
  const units = [...ruleset.units].filter(unit => unit.owner === owner);
  const sections = units.flatMap(unit => unit.sections.filter(section => section.table === table));
  return withoutOrigins(sections.map(({ chains, rules, sets }) => [chains, rules, sets]));
}

/** Origins lead back to the plan, which leads to everything. */
function withoutOrigins(value: unknown): string {
  return JSON.stringify(value, (key, inner) => (key === 'origin' ? undefined : inner));
}

test('one Service compiled alone equals its part of the whole', () => {
  for (const { label, routingPlan } of everyPlan()) {
    if (routingPlan.mode === 'ipvs') continue;
    const compile = routingPlan.mode === 'iptables' ? compileIptables : compileNftables;
    const whole = compile(routingPlan);
    const wholeIndex = indexRuleset(whole);
    for (const { port } of routingPlan.servicePorts) {
      const alone = compile(routingPlan, { servicePorts: [port.name] });
      for (const { name: table } of whole.tables) {
        assert.equal(owned(alone, table, port.name), owned(whole, table, port.name), `${label} ${port.name}`);
      }
      for (const set of indexRuleset(alone).sets) {
        for (const [key, element] of set.elements) {
          const inWhole = wholeIndex.set(set.table, element.set)?.elements.get(key);
          assert.deepEqual(inWhole?.verdict, element.verdict, `${label} ${port.name} ${element.set} ${key}`);
        }
      }
    }
  }
});

test('one Service alone has no virtual server or set entry that the whole lacks', () => {
  for (const { label, routingPlan } of everyPlan()) {
    if (routingPlan.mode !== 'ipvs') continue;
    const whole = compileIpvs(routingPlan);
    const servers = new Set(whole.virtualServers.map(server => withoutOrigins(server)));
    const entries = new Set(whole.ipsets.flatMap(set => set.entries.map(e => `${set.name} ${ipsetEntryText(e)}`)));
    for (const { port } of routingPlan.servicePorts) {
      const alone = compileIpvs(routingPlan, { servicePorts: [port.name] });
      for (const server of alone.virtualServers)
        assert.ok(servers.has(withoutOrigins(server)), `${label} ${port.name}`);
      for (const set of alone.ipsets) {
        for (const entry of set.entries) assert.ok(entries.has(`${set.name} ${ipsetEntryText(entry)}`), label);
      }
    }
  }
});

test('every origin that comes from a manifest leads to a field that exists', () => {
  for (const name of ['small-cluster', 'endpoints-object-subsets', 'dual-stack-nodeport-lb', 'service-cidr']) {
    const manifest = parseManifest(readCaseFile(name, 'manifests.yaml'));
    const engineCase = makeCase(readCaseFile(name, 'manifests.yaml'), readCaseFile(name, 'config.yaml'));
    for (const mode of modes) {
      for (const family of families) {
        for (const unit of rulesetOf(plan(engineCase, mode, family)).units) {
          for (const origin of unit.sections
            .flatMap(s => [...s.rules, ...s.chains, ...(s.elements ?? [])])
            .map(x => x.origin)) {
            const place = locateOrigin(origin);
            if (!place) continue;
            const root = manifest.documents[place.source.document]?.root;
            assert.ok(nodeAt(root, place.path), `${name} ${mode}: ${place.path.join('.')}`);
          }
        }
      }
    }
  }
});
