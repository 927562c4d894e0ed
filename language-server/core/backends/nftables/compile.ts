/**
 * kube-proxy's nftables mode. In: a routing plan. Out: the ruleset; what all Services share, then Service port by
 * Service port, because elements of shared maps stand in the order in which Services claim them.
 */
import { addElement, elementKey } from '../../netfilter/indexRuleset.ts';
import type { Ruleset, Section, SetElement, Unit } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import type { RoutingPlan } from '../../routing/plan.ts';
import { type CompileOptions, dialectOf, unitsOf, wantedPorts } from '../shared.ts';
import { type NftablesDialect, nftablesDialects } from './dialect.ts';
import { table } from './names.ts';

export function compileNftables(plan: RoutingPlan, options: CompileOptions = {}): Ruleset<Origin> {
  const dialect = dialectOf(nftablesDialects, options);
  return {
    syntax: 'nftables',
    family: plan.family,
    tables: [{ name: table, comment: 'rules for kube-proxy' }],
    units: unitsOf(function* () {
      yield dialect.head(plan);
      for (const port of wantedPorts(plan, options)) {
        const unit = dialect.servicePort(plan, port);
        yield options.servicePorts ? withoutLostClaims(unit, claimsOf(plan, dialect)) : unit;
      }
    }),
  };
}

type Claims = ReadonlyMap<string, ReadonlyMap<string, SetElement<Origin>>>;

const claimsByPlan = new WeakMap<RoutingPlan, Claims>();

/** Which element each key has in the end, by set: where two Services claim one address and port, the later wins. */
function claimsOf(plan: RoutingPlan, dialect: NftablesDialect): Claims {
  const known = claimsByPlan.get(plan);
  if (known) return known;
  const claims = new Map<string, Map<string, SetElement<Origin>>>();
  for (const port of plan.servicePorts) {
    for (const element of dialect.claims(port)) {
      let set = claims.get(element.set);
      if (!set) {
        set = new Map();
        claims.set(element.set, set);
      }
      addElement(set, element);
    }
  }
  claimsByPlan.set(plan, claims);
  return claims;
}

function withoutLostClaims(unit: Unit<Origin>, claims: Claims): Unit<Origin> {
  const keeps = (element: SetElement<Origin>) => {
    if (!element.verdict || !('chain' in element.verdict)) return true;
    const winner = claims.get(element.set)?.get(elementKey(element.key))?.verdict;
    return !winner || ('chain' in winner && winner.chain === element.verdict.chain);
  };
  const sections = unit.sections.map(
    (section): Section<Origin> => ({ ...section, elements: section.elements?.filter(keeps) ?? [] }),
  );
  return { ...unit, sections };
}
