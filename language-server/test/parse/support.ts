/** Reads recorded listings and looks into parsed rulesets, for the tests of the parsers. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileIptables } from '../../core/backends/iptables/compile.ts';
import { compileNftables } from '../../core/backends/nftables/compile.ts';
import type { IpFamily } from '../../core/ip/address.ts';
import type { Match, Rule, Ruleset, Statement } from '../../core/netfilter/ir.ts';
import { normalForm } from '../../core/netfilter/normalForm.ts';
import { goldenFolder, plan, readCase } from '../engine/support.ts';

export interface Listing {
  readonly title: string;
  readonly caseName: string;
  readonly family: IpFamily;
  readonly text: string;
}

/** What a node's tools listed after a case's rules were loaded. */
export function listings(folder: 'iptables-save' | 'nft-list'): Listing[] {
  return readdirSync(join(goldenFolder, folder))
    .sort()
    .map(file => {
      const [caseName = '', family] = file.split('.');
      const text = readFileSync(join(goldenFolder, folder, file), 'utf8');
      return { title: `${folder}/${file}`, caseName, family: family === 'ipv4' ? 'IPv4' : 'IPv6', text };
    });
}

export function generated(caseName: string, syntax: 'iptables' | 'nftables', family: IpFamily): Ruleset<unknown> {
  const routingPlan = plan(readCase(caseName), syntax, family);
  return syntax === 'iptables' ? compileIptables(routingPlan) : compileNftables(routingPlan);
}

export function normalText(ruleset: Ruleset<unknown>): string {
  return normalForm(ruleset)
    .map(({ text }) => text)
    .join('\n');
}

export function rulesOf<Origin>(ruleset: Ruleset<Origin> | undefined): Rule<Origin>[] {
  return [...(ruleset?.units ?? [])].flatMap(unit => unit.sections.flatMap(section => [...section.rules]));
}

export function unknownTexts(ruleset: Ruleset<unknown> | undefined): string[] {
  const parts: (Match | Statement)[] = rulesOf(ruleset).flatMap(rule => [...rule.matches, ...rule.statements]);
  return parts.flatMap(part => (part.kind === 'unknown' ? [part.text] : []));
}
