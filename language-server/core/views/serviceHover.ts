/** The hover on a Service: its addresses, the way of its traffic with exact shares, and the rules. */
import { needsClusterIp } from '../cluster/assumedClusterIps.ts';
import { familiesOf } from '../cluster/ipFamilies.ts';
import type { Service } from '../cluster/objects.ts';
import { slicesOfService } from '../cluster/synthesize.ts';
import type { ServicePortPlan } from '../routing/plan.ts';
import { chainGraph, type Locate } from './chains/chainGraph.ts';
import { ownLines } from './compilePlan.ts';
import { connectivity } from './connectivity.ts';
import { type DnsInput, dnsRecords } from './dns.ts';
import { dnsLine, dnsList } from './dnsLines.ts';
import { endpointDoubts } from './endpointDoubts.ts';
import { code, codeBlock, escapeMarkdown } from './markdown.ts';
import type { ChainGraph, GraphNode, HoverView } from './model.ts';
import type { RoutingSource } from './routingView.ts';
import { routingView } from './routingView.ts';
import { firstFamily } from './serviceOf.ts';
import { serviceRules, skipSentence } from './serviceRules.ts';

/** What fits on a screen; the panel shows the rest. */
const maxEndpoints = 6;
const maxRules = 14;

export interface ServiceHoverInput {
  readonly source: RoutingSource;
  readonly service: Service;
  /** Only this port, where the cursor is on one. */
  readonly portIndex: number | undefined;
  readonly locate: Locate;
}

export function serviceHover({
  source,
  service,
  portIndex,
  locate,
}: ServiceHoverInput): Pick<HoverView, 'summary' | 'details'> {
  const routing = routingView(source);
  const { mode } = routing;
  const family = firstFamily(service, routing.families);
  const rules = serviceRules(routing, { service, mode, family });
  const gaps = endpointDoubts(service, source);
  const graph = chainGraph({ routing, service, mode, family, gaps, locate });
  const ports = rules.ports.filter(({ port }) => portIndex === undefined || port.portIndex === portIndex);
  const name = `${service.namespace}/${service.name}`;
  const heading = `**${escapeMarkdown(name)}** · ${service.type ?? 'ClusterIP'} · ${mode} on ${escapeMarkdown(routing.node.name)}`;
  const shown = new Set(ports.flatMap(plan => chainsOf(graph, plan)));
  const lines = rules.compiled ? ownLines(rules.compiled) : [];
  const printed = portIndex === undefined ? lines : lines.filter(line => isShown(line, shown));
  const skipped = [...new Set(rules.skipped)].map(skipSentence);
  const records = dnsRecords(dnsInput(source, service));
  const summary = [
    heading,
    [...addressLines(service, ports), dnsLine(records)].join('  \n'),
    connectivity(ports, { mode, assumed: needsClusterIp(service), service, gaps }),
    ...ports.map(plan => flowOf(graph, plan)),
    ...skipped,
  ];
  const port = portIndex === undefined ? undefined : service.ports[portIndex];
  const notes = noteLines(graph, skipped).join('  \n');
  const details = [notes, dnsList(records, port), rulesBlock(languages[mode], printed)];
  return { summary: paragraphs(summary), details: paragraphs(details) };
}

function paragraphs(parts: readonly string[]): string {
  return parts.filter(Boolean).join('\n\n');
}

function isShown(rule: string, chains: ReadonlySet<string>): boolean {
  return rule.split(' ').some(word => chains.has(word));
}

function dnsInput({ cluster, settings }: RoutingSource, service: Service): DnsInput {
  return {
    service,
    families: familiesOf(service, settings),
    slices: () => slicesOfService(service, cluster, settings),
    clusterDomain: settings.clusterDomain,
  };
}

function addressLines(service: Service, ports: readonly ServicePortPlan[]): string[] {
  const assumed = needsClusterIp(service);
  return ports.map(({ port }) => {
    const ip = assumed ? 'cluster IP chosen on creation' : code(port.clusterIp.address.text);
    const external = [
      port.nodePort && `node port ${code(String(port.nodePort.port))}`,
      ...port.externalIps.map(e => `external IP ${code(e.address.text)}`),
      ...port.loadBalancerVips.map(v => `load balancer ${code(v.address.text)}`),
    ].filter(Boolean);
    return [`${ip} port ${code(`${port.port}/${port.protocol}`)}`, ...external].join(' · ');
  });
}

/** The chain that stands for the Service port, and those that it leads to. */
function chainsOf(graph: ChainGraph, { port }: ServicePortPlan): string[] {
  const own = graph.nodes.filter(node => node.kind === 'chain' && node.servicePort === port.name).map(node => node.id);
  const next = graph.edges.filter(edge => own.includes(edge.from)).map(edge => edge.to);
  return [...own, ...next];
}

/** "KUBE-SERVICES → KUBE-SVC-… →" and a line for each endpoint with its share. */
function flowOf(graph: ChainGraph, plan: ServicePortPlan): string {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]));
  const chains = graph.nodes.filter(node => node.kind === 'chain' && node.servicePort === plan.port.name);
  // A chain that only hands on to another chain of the port is named there as what leads in.
  const isOwn = (id: string) => chains.some(chain => chain.id === id);
  const dispatching = chains.filter(chain => sharesFrom(graph, chain).some(edge => !isOwn(edge.to)));
  return dispatching.map(chain => flowFrom(graph, chain, nodes)).join('\n\n');
}

/** Edges that dispatch: with a share, or by a scheduler that has none to tell. */
function sharesFrom(graph: ChainGraph, chain: GraphNode) {
  return graph.edges.filter(edge => edge.from === chain.id && (edge.share !== undefined || graph.mode === 'ipvs'));
}

function flowFrom(graph: ChainGraph, chain: GraphNode, nodes: ReadonlyMap<string, GraphNode>): string {
  const entries = graph.edges.filter(edge => edge.to === chain.id).map(edge => nodes.get(edge.from)!.label);
  const head = `${[...new Set(entries)].map(code).join(', ')} → ${code(chain.label)} →`;
  const targets = sharesFrom(graph, chain);
  const lines = targets.slice(0, maxEndpoints).map(edge => {
    const target = nodes.get(edge.to)!;
    const placeholder = target.placeholder ? ' (placeholder)' : '';
    return `- ${edge.share ?? 'chosen by the scheduler'} → ${code(target.label)} ${escapeMarkdown(target.detail)}${placeholder}`;
  });
  const rest = targets.length - lines.length;
  if (rest > 0) lines.push(`- and ${rest} more`);
  return [head, ...lines].join('\n');
}

const languages = { iptables: 'iptables', nftables: 'nftables', ipvs: 'ipvsadm' } as const;

function rulesBlock(language: string, rules: readonly string[]): string {
  if (rules.length === 0) return '';
  const rest = rules.length - maxRules;
  const lines = rest > 1 ? [...rules.slice(0, maxRules), `# … and ${rest} more`] : rules;
  return codeBlock(language, lines);
}

/** Why there are no rules stands in the summary already. */
function noteLines(graph: ChainGraph, said: readonly string[]): string[] {
  return graph.notes.filter(note => !said.includes(note)).map(escapeMarkdown);
}
