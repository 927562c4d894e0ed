/**
 * What is worth knowing of a packet that is delivered: why its source is hidden or kept, why this endpoint, whether the
 * reply finds back. In: an outcome that reached an endpoint. Out: sentences, each with the field that decides it.
 */
import { joinHostPort } from '../../ip/address.ts';
import type { Endpoint } from '../../routing/endpoint.ts';
import { locateOrigin, type Origin } from '../../routing/origin.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { routingView } from '../routingView.ts';
import { whyMasqueraded } from './masqueradeReason.ts';
import { type Reason, serviceNameOf, specField } from './reason.ts';
import { type Claim, claimsOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import { senderOf, senderPlace } from './traceSender.ts';

export function deliveryReasons(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { target } = outcome;
  if (!target) return [];
  const claim = servingClaim(outcome, result);
  const endpoint = claim?.plan.allEndpoints.find(({ text }) => text === joinHostPort(target.address, target.port));
  const about = claim && endpoint ? ofService({ claim, endpoint, outcome, result }) : [];
  return [
    ...(isByProxy(outcome) ? [whyMasqueraded(outcome, result, claim)] : []),
    ...strangeReply(outcome, result),
    ...hairpin(outcome, result),
    ...otherOwner(claim, result),
    ...about,
  ];
}

/** Captured rules of other programs masquerade for reasons of their own. */
function isByProxy({ events }: Outcome<Origin>): boolean {
  const step = events.findLast(event => event.kind === 'step' && event.action.kind === 'masquerade');
  return step?.kind === 'step' && step.rule.origin.kind !== 'text';
}

interface Delivery {
  readonly claim: Claim;
  readonly endpoint: Endpoint;
  readonly outcome: Outcome<Origin>;
  readonly result: TraceResult;
}

function ofService(delivery: Delivery): Reason[] {
  return [shortCut, confined, keptSource, elsewhereAllTheSame, lastResort, unready, hinted, unheeded, sticky].flatMap(
    tell => tell(delivery) ?? [],
  );
}

/** The endpoint's reply leaves by another way than through this node, which alone could translate it back. */
function strangeReply(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { target, masqueraded, leftBy } = outcome;
  const { node, target: asked } = result;
  const sender = senderOf(outcome);
  const isAway = leftBy === node.network.uplink && senderPlace(outcome, result) === 'elsewhere';
  if (masqueraded || !isAway || !target || !sender) return [];
  return [
    {
      // The same for every such endpoint, so that it is said once.
      text: `Mind the reply: an endpoint on another node answers ${sender.text} directly, not through ${node.plan.nodeName}, and so from an address that was never asked (${asked.address.text} was). The sender throws that away, unless the network leads replies back here.`,
    },
  ];
}

/** Of several Services that claim one address and port, the one whose rules took the packet, or whose endpoint got it. */
function servingClaim({ events, target }: Outcome<Origin>, result: TraceResult): Claim | undefined {
  const claims = claimsOf(result);
  const text = target && joinHostPort(target.address, target.port);
  const owners = new Set(
    events.flatMap(event => {
      const origin = event.kind === 'step' ? (event.elementOrigin ?? event.rule.origin) : undefined;
      return origin?.kind === 'field' ? [origin.of] : [];
    }),
  );
  return (
    claims.find(({ plan }) => owners.has(plan.port)) ??
    claims.find(({ plan }) => plan.allEndpoints.some(endpoint => endpoint.text === text))
  );
}

function otherOwner(claim: Claim | undefined, { target, mode }: TraceResult): Reason[] {
  const asked = target.servicePort;
  if (!asked || !claim || claim.plan.port.name === asked.name) return [];
  const { port } = claim.plan;
  return [
    {
      text: `${port.name} answers, not ${asked.name}: both claim ${joinHostPort(target.address, target.port)}, and ${mode} mode gives it to ${serviceNameOf(port)}.`,
      place: { source: claim.origin.of.source, path: claim.origin.path },
    },
  ];
}

function shortCut({ claim: { kind, origin }, outcome, result }: Delivery): Reason | undefined {
  if (kind !== 'loadBalancer' || senderPlace(outcome, result) === 'elsewhere') return undefined;
  const { nodeName } = result.node.plan;
  return {
    text: `${nodeName} answers for the load balancer’s address itself: the packet never gets to the load balancer.`,
    place: { source: origin.of.source, path: origin.path },
  };
}

/** What comes from inside may use all endpoints of a port whose external policy is Local. */
function confined({ claim: { kind, plan }, endpoint, outcome, result }: Delivery): Reason | undefined {
  const isInside = kind !== 'clusterIP' && plan.port.externalPolicyLocal && !endpoint.isLocal;
  if (!isInside || (result.mode === 'ipvs' && senderPlace(outcome, result) === 'elsewhere')) return undefined;
  return {
    text: 'externalTrafficPolicy: Local confines what comes from outside; pods and the node itself may use every endpoint.',
    place: specField(plan.port, 'externalTrafficPolicy'),
  };
}

function keptSource({ claim: { kind, plan }, endpoint, outcome, result }: Delivery): Reason | undefined {
  const isKept = kind !== 'clusterIP' && plan.port.externalPolicyLocal && endpoint.isLocal && !outcome.masqueraded;
  if (!isKept || senderPlace(outcome, result) !== 'elsewhere') return undefined;
  return {
    text: 'The endpoint sees the client’s own address: with externalTrafficPolicy: Local it runs on the node where the packet arrives, so its reply passes there anyway.',
    place: specField(plan.port, 'externalTrafficPolicy'),
  };
}

function elsewhereAllTheSame({ claim: { kind, plan }, endpoint, result }: Delivery): Reason | undefined {
  const { port, localEndpoints } = plan;
  const policy = kind === 'clusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  const isLocal = kind === 'clusterIP' ? port.internalPolicyLocal : port.externalPolicyLocal;
  if (result.mode !== 'ipvs' || !isLocal || endpoint.isLocal || localEndpoints.length > 0) return undefined;
  return {
    text: `In ipvs mode ${policy}: Local does not hold where the node runs no endpoint: those of other nodes stand in.`,
    place: specField(port, policy),
  };
}

function lastResort({ endpoint }: Delivery): Reason | undefined {
  if (endpoint.ready || !endpoint.terminating) return undefined;
  return {
    text: `${endpoint.text} is terminating; it still gets traffic because no endpoint that could take it is ready.`,
    place: locateOrigin(endpoint),
  };
}

function unready({ claim: { plan }, endpoint }: Delivery): Reason | undefined {
  if (!endpoint.ready || endpoint.serving) return undefined;
  return {
    text: `${endpoint.text} is not ready; it is used because of publishNotReadyAddresses on ${serviceNameOf(plan.port)}.`,
    place: locateOrigin(endpoint),
  };
}

/** A bridge sends nothing back by the port on which it came in, unless told to (hairpin_mode of the port). */
function hairpin(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { target, leftBy } = outcome;
  const isOwn = target !== undefined && senderOf(outcome)?.text === target.address.text;
  if (!isOwn || leftBy !== result.node.network.podInterface) return [];
  return [
    {
      text: 'Hairpin: the pod reaches itself through its Service. On a Linux bridge its port needs hairpin mode (hairpinMode of the CNI bridge plugin); without it, the packet is lost there.',
    },
  ];
}

interface HintFacts {
  readonly used: ReadonlySet<Endpoint>;
  readonly ready: readonly Endpoint[];
  /** How many endpoints are ready and not used from this node. */
  readonly unused: number;
  readonly isAnyHinted: boolean;
  /** A ready one without a hint. */
  readonly bare: Endpoint | undefined;
}

/** By plan: each of many endpoints asks for the same. */
const hintFacts = new WeakMap<ServicePortPlan, HintFacts>();

function hintFactsOf(plan: ServicePortPlan): HintFacts {
  const known = hintFacts.get(plan);
  if (known) return known;
  const isHinted = (e: Endpoint) => Boolean(e.hintZones?.length || e.hintNodes?.length);
  const used = new Set(plan.clusterEndpoints);
  const ready = plan.allEndpoints.filter(e => e.ready);
  const facts = {
    used,
    ready,
    unused: ready.filter(e => !used.has(e)).length,
    isAnyHinted: ready.some(isHinted),
    bare: ready.find(e => !isHinted(e)),
  };
  hintFacts.set(plan, facts);
  return facts;
}

/** Hints narrow the endpoints that policy Cluster may use. */
function hinted({ claim: { plan }, endpoint }: Delivery): Reason | undefined {
  const { used, unused } = hintFactsOf(plan);
  if (!endpoint.ready || !used.has(endpoint) || unused === 0) return undefined;
  return {
    text: `Hints in the EndpointSlices keep the traffic near: ${unused} more ${unused > 1 ? 'endpoints are' : 'endpoint is'} ready and not used from this node.`,
    place: locateOrigin(endpoint),
  };
}

/** kube-proxy ignores hints as a whole unless all ready endpoints have them and one of them names the node or its zone. */
function unheeded({ claim: { plan }, endpoint, result }: Delivery): Reason | undefined {
  const { used, ready, isAnyHinted, bare } = hintFactsOf(plan);
  const isNarrowed = used.size < ready.length;
  if (!endpoint.ready || !used.has(endpoint) || isNarrowed || !isAnyHinted) return undefined;
  const { zone, name } = routingView(result.source).node;
  const place = locateOrigin(bare ?? endpoint);
  if (bare) return { text: `Hints are ignored, and all ready endpoints used: ${bare.text} has none.`, place };
  const isNamed = ready.every(e => e.hintNodes?.includes(name) || (zone !== undefined && e.hintZones?.includes(zone)));
  if (isNamed) return undefined;
  const where = zone === undefined ? `${name}, whose zone is unknown` : `${name} or zone ${zone}`;
  return { text: `Hints are ignored, and all ready endpoints used: none of them names ${where}.`, place };
}

function sticky({ claim: { plan } }: Delivery): Reason | undefined {
  const { port, reachableEndpoints } = plan;
  if (port.affinitySeconds === undefined || reachableEndpoints.length < 2) return undefined;
  return {
    text: `sessionAffinity: ClientIP: chance decides for a client’s first connection only; later ones go to the same endpoint until ${port.affinitySeconds} s pass without any.`,
    place: specField(port, 'sessionAffinity'),
  };
}
