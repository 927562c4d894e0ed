/** Small worlds for tests of the tracer: rulesets of a few chains, a host with two interfaces, packets. */
import { one } from '../../core/base/fraction.ts';
import { type IpAddress, parseAddress } from '../../core/ip/address.ts';
import { parseCidr } from '../../core/ip/cidr.ts';
import { builtInChainsOf } from '../../core/netfilter/builtInChains.ts';
import type { HostNetwork } from '../../core/netfilter/hostNetwork.ts';
import type { Chain, Match, Rule, Ruleset, Statement } from '../../core/netfilter/ir.ts';
import type { Outcome } from '../../core/trace/outcome.ts';
import type { Flight } from '../../core/trace/packet.ts';
import { makeWorld, type World } from '../../core/trace/world.ts';

export function address(text: string): IpAddress {
  const read = parseAddress(text);
  if (!read) throw new Error(`no address: ${text}`);
  return read;
}

function range(text: string) {
  const read = parseCidr(text);
  if (!read) throw new Error(`no range: ${text}`);
  return read;
}

export const host: HostNetwork = {
  family: 'IPv4',
  interfaces: [
    { name: 'lo', addresses: [{ address: address('127.0.0.1'), network: range('127.0.0.0/8') }] },
    { name: 'eth0', addresses: [{ address: address('192.168.0.2'), network: range('192.168.0.0/24') }] },
    { name: 'br0', addresses: [{ address: address('10.1.0.1'), network: range('10.1.0.1/32') }] },
  ],
  routes: [
    { destination: range('0.0.0.0/0'), interface: 'eth0', via: address('192.168.0.1') },
    { destination: range('10.1.0.0/24'), interface: 'br0' },
  ],
  routeLocalnet: false,
};

export type TestRule = readonly [chain: string, matches: readonly Match[], ...statements: readonly Statement[]];

/** Rules of iptables' filter table, or of another; chains other than the kernel's own are declared. */
export function iptables(rules: readonly TestRule[], table = 'filter'): Ruleset<string> {
  const names = [...new Set(rules.map(([chain]) => chain))].filter(name => name !== name.toUpperCase());
  const chains: Chain<string>[] = names.map(name => ({ name, origin: name }));
  const made: Rule<string>[] = rules.map(([chain, matches, ...statements], i) => ({
    chain,
    matches,
    statements,
    origin: `rule ${i}`,
  }));
  return {
    syntax: 'iptables',
    family: 'IPv4',
    tables: [{ name: table }],
    units: [{ owner: undefined, sections: [{ table, chains, rules: made }] }],
  };
}

export function world(ruleset: Ruleset<string>): World<string> {
  return makeWorld({ ruleset, host });
}

export function flight(destination = '10.1.0.5', destinationPort = 80): Flight<string> {
  return {
    weight: one,
    packet: {
      protocol: 'tcp',
      source: address('203.0.113.9'),
      sourcePort: undefined,
      destination: address(destination),
      destinationPort,
      mark: 0,
      inInterface: 'eth0',
      outInterface: undefined,
    },
    connection: {
      state: 'new',
      translation: { destination: undefined, source: undefined },
      settled: { tracking: true, destination: false, source: false, server: false },
      masqueraded: false,
      balanced: undefined,
    },
    route: undefined,
    trail: undefined,
    remembered: [],
    assumed: [],
  };
}

/** "CHAIN 1" for each step. */
export function stepsOf(events: Outcome<unknown>['events']): string[] {
  return events.flatMap(event => (event.kind === 'step' ? [`${event.chain} ${event.number}`] : []));
}

/** A text of iptables-save with the declarations that it always has: of all of the kernel's chains in each of its tables. */
export function withBuiltIns(text: string): string {
  return text.replace(/^\*(\S+)\n((?::.*\n)*)/gm, (_, table: string, declared: string) => {
    const missing = builtInChainsOf(table).filter(name => !new RegExp(`^:${name} `, 'm').test(declared));
    return `*${table}\n${declared}${missing.map(name => `:${name} ACCEPT [0:0]\n`).join('')}`;
  });
}
