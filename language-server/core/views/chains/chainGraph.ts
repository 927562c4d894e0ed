/** The panel's picture of one Service: its chains as a graph, with sentences on what is assumed. */

import { needsClusterIp } from '../../cluster/assumedClusterIps.ts';
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import type { ObjectSource, Service } from '../../cluster/objects.ts';
import { locateOrigin, type Origin } from '../../routing/origin.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { FieldPath } from '../../yaml/manifestNode.ts';
import { type Compiled, printRule } from '../compilePlan.ts';
import type { EndpointDoubt } from '../endpointDoubts.ts';
import { gapWords } from '../gapWords.ts';
import type { ChainGraph, ViewLocation } from '../model.ts';
import { isCertain, type Refusal, refusalSentence } from '../refusal.ts';
import type { RoutingView } from '../routingView.ts';
import { type ServiceRules, serviceRules, skipSentence } from '../serviceRules.ts';
import { ipvsGraph } from './ipvsGraph.ts';
import { type GraphWords, type OriginView, type RulesetGraph, rulesetGraph } from './rulesetGraph.ts';
import { schedulerSentence } from './schedulers.ts';

/** Where a field of an object stands; undefined when its file is not at hand. */
export type Locate = (source: ObjectSource, path: FieldPath) => ViewLocation | undefined;

export interface ChainGraphInput {
  readonly routing: RoutingView;
  readonly service: Service;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  /** Why the Service's endpoints may not be all that the manifests show. */
  readonly gaps: readonly EndpointDoubt[];
  readonly refusal?: Refusal | undefined;
  readonly locate: Locate;
}

export function chainGraph({ routing, service, mode, family, gaps, refusal, locate }: ChainGraphInput): ChainGraph {
  const { namespace, name } = service;
  const rules = serviceRules(routing, { service, mode, family });
  const drawn = rules.compiled ? draw(rules.compiled, endpointWords(rules.ports, locate)) : noGraph;
  return {
    service: { file: service.source.file, namespace, name },
    title: `${namespace}/${name}`,
    mode,
    family,
    families: routing.families,
    ...drawn,
    ...(isCertain(refusal) && { refused: refusalSentence(refusal) }),
    notes: [...refusalNotes(refusal), ...notesOf(service, rules, gaps)],
  };
}

function refusalNotes(refusal: Refusal | undefined): string[] {
  if (!refusal) return [];
  const shown = isCertain(refusal) ? ['The graph shows what would hold if it were accepted.'] : [];
  return [refusalSentence(refusal), ...shown];
}

const noGraph: RulesetGraph = { nodes: [], edges: [] };

type EndpointWords = Omit<GraphWords<Origin>, 'printRule'>;

function draw(compiled: Compiled, words: EndpointWords): RulesetGraph {
  if (compiled.kind === 'ipvs') return ipvsGraph(compiled.state, words);
  return rulesetGraph(compiled.ruleset, { ...words, printRule: printRule(compiled.ruleset) });
}

function endpointWords(ports: readonly ServicePortPlan[], locate: Locate): EndpointWords {
  const endpoints = new Map(ports.flatMap(port => port.allEndpoints.map(endpoint => [endpoint.text, endpoint])));
  return {
    describe: origin => describeOrigin(origin, locate),
    describeTarget: target => {
      const endpoint = endpoints.get(target);
      return endpoint ? { ...describeOrigin(endpoint, locate), detail: endpoint.nodeName ?? '' } : { detail: '' };
    },
  };
}

function describeOrigin(origin: Origin, locate: Locate): OriginView {
  const place = locateOrigin(origin);
  const location = place && locate(place.source, place.path);
  return { ...describeKind(origin), location };
}

function describeKind(origin: Origin): OriginView {
  switch (origin.kind) {
    case 'servicePort':
      return { detail: `port ${origin.portName || origin.port}/${origin.protocol}`, servicePort: origin.name };
    case 'endpoint': {
      const node = origin.nodeName ? ` on ${origin.nodeName}` : '';
      return { detail: `${origin.text}${node}`, placeholder: origin.placeholder };
    }
    case 'field':
      return describeKind(origin.of);
    case 'object':
      return { detail: `${origin.objectKind} ${origin.name}` };
    case 'proxy':
    case 'text':
      return { detail: '' };
  }
}

function notesOf(service: Service, rules: ServiceRules, gaps: readonly EndpointDoubt[]): string[] {
  const { plan, ports, skipped, compiled } = rules;
  const notes = [...new Set(skipped)].map(skipSentence);
  if (compiled?.kind === 'ipvs') notes.push(schedulerSentence(plan.ipvs.scheduler));
  if (needsClusterIp(service) && ports.length) {
    notes.push(
      `${ports[0]!.port.clusterIp.address.text} stands in for the cluster IP that the API server will choose.`,
    );
  }
  for (const port of ports) notes.push(...portNotes(port, plan.mode, gapWords(gaps)));
  if (ports.some(plan => plan.allEndpoints.some(endpoint => endpoint.placeholder))) {
    notes.push('Addresses marked as placeholders stand for replicas whose addresses no manifest holds.');
  }
  return [...new Set(notes)];
}

function portNotes(plan: ServicePortPlan, mode: ProxyMode, unsure: string | undefined): string[] {
  const { port, internalRefusal, externalRefusal } = plan;
  const where = `port ${port.portName || port.port}/${port.protocol}`;
  const notes: string[] = [];
  if (internalRefusal === 'no-endpoints') {
    notes.push(
      unsure
        ? `The manifests show no ready endpoint for ${where}, but ${unsure}.`
        : `No endpoint is ready for ${where}: connections are rejected.`,
    );
  }
  if (internalRefusal === 'no-local-endpoints') {
    notes.push(
      `internalTrafficPolicy is Local and this node has no endpoint for ${where}: ${localSentence(plan, mode, 'to the cluster IP')}`,
    );
  }
  if (externalRefusal === 'no-local-endpoints') {
    notes.push(
      `externalTrafficPolicy is Local and this node has no endpoint for ${where}: ${localSentence(plan, mode, 'from outside')}`,
    );
  }
  if (port.affinitySeconds !== undefined) {
    notes.push(`Session affinity: a client that came within ${port.affinitySeconds} s keeps its endpoint.`);
  }
  return notes;
}

/** IPVS has no rules that drop: it falls back to all endpoints, or has no server to offer. */
function localSentence({ clusterEndpoints }: ServicePortPlan, mode: ProxyMode, traffic: string): string {
  if (mode !== 'ipvs') return `traffic ${traffic} is dropped here.`;
  return clusterEndpoints.length ? 'in ipvs mode all endpoints stand in.' : 'in ipvs mode connections are rejected.';
}
