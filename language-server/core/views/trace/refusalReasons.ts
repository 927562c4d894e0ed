/**
 * Why a packet is refused or dropped: what in the manifests stands in its way. In: an outcome that a rule, or a virtual
 * server without servers, ended. Out: every obstacle, since to remove one of two does not help.
 */
import { isLoopback } from '../../ip/address.ts';
import { containsAddress } from '../../ip/cidr.ts';
import { compareText } from '../../routing/endpoint.ts';
import type { Origin } from '../../routing/origin.ts';
import type { ServicePortPlan } from '../../routing/plan.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { capturedDecision } from './capturedDecision.ts';
import { whyNoEndpoint } from './endpointReasons.ts';
import { type Reason, serviceNameOf, specField } from './reason.ts';
import { type Claim, claimOf } from './traceClaims.ts';
import type { TraceResult } from './traceRequest.ts';
import { senderOf, senderPlace } from './traceSender.ts';
import { unclaimedReasons } from './unclaimedReasons.ts';

export function refusalReasons(outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  if (result.node.lineOf) {
    const captured = capturedDecision(outcome, result);
    if (captured) return [...captured];
  }
  if (isLoopback(result.target.address) && senderPlace(outcome, result) !== 'node') {
    return [{ text: `${result.target.address.text} is for the node itself: kube-proxy drops what others send to it.` }];
  }
  const claim = claimOf(result);
  const found = claim ? obstacles(claim, outcome, result) : [];
  // A claim without obstacles is no reason: ipvs binds Services' addresses to the node, where node ports do not answer.
  return found.length > 0 ? found : unclaimedReasons(outcome, result);
}

function obstacles(claim: Claim, outcome: Outcome<Origin>, result: TraceResult): Reason[] {
  const { kind, plan } = claim;
  const refusal = kind === 'clusterIP' ? plan.internalRefusal : plan.externalRefusal;
  return [
    ...(kind === 'loadBalancer' && outcome.disposition === 'dropped' ? closedRanges(plan, outcome) : []),
    ...(refusal === 'no-endpoints' ? [whyNoEndpoint(plan, result)] : []),
    ...(refusal === 'no-local-endpoints' ? [noneHere(claim, result)] : []),
  ];
}

function closedRanges({ port }: ServicePortPlan, outcome: Outcome<Origin>): Reason[] {
  const sender = senderOf(outcome);
  const { sourceRanges } = port;
  if (!sender || sourceRanges.length === 0) return [];
  if (sourceRanges.some(({ range }) => containsAddress(range, sender))) return [];
  const ranges = sourceRanges.map(({ range }) => range.text).join(', ');
  return [
    {
      text: `loadBalancerSourceRanges of ${serviceNameOf(port)} let in ${ranges} only, and the sender is ${sender.text}. Add a range that holds it, if it is to get in; pods and nodes need one too.`,
      place: specField(port, 'loadBalancerSourceRanges'),
    },
  ];
}

function noneHere({ kind, plan }: Claim, { node }: TraceResult): Reason {
  const { port } = plan;
  const { nodeName, proxyName } = node.plan;
  if (proxyName !== nodeName) return noneAnywhere(kind, plan, proxyName);
  const here = `${nodeName} runs no endpoint of ${port.name} that is ready${elsewhere(plan)}`;
  if (kind === 'clusterIP') {
    return {
      text: `internalTrafficPolicy: Local keeps what is sent on a node on that node, and ${here}. Run a pod on every node that asks (a DaemonSet does), or set the policy to Cluster.`,
      place: specField(port, 'internalTrafficPolicy'),
    };
  }
  return {
    text: `externalTrafficPolicy: Local keeps traffic from outside on the node where it arrives, and ${here}. Send it to a node that does, or set the policy to Cluster, which hides the client’s address from the endpoint.`,
    place: specField(port, 'externalTrafficPolicy'),
  };
}

/** kube-proxy compares the node names of endpoints with a name that no Node has. */
function noneAnywhere(kind: Claim['kind'], { port }: ServicePortPlan, proxyName: string): Reason {
  const policy = kind === 'clusterIP' ? 'internalTrafficPolicy' : 'externalTrafficPolicy';
  return {
    text: `${policy}: Local keeps traffic on the node, and kube-proxy counts no endpoint of ${port.name} as local: its hostnameOverride is ${proxyName}, and no Node has that name. Remove hostnameOverride, or set it to each node's own name.`,
    place: specField(port, policy),
  };
}

/** The nodes that do; of placeholders nobody knows. */
function elsewhere({ allEndpoints }: ServicePortPlan): string {
  const ready = allEndpoints.filter(e => e.ready && !e.placeholder);
  const names = [...new Set(ready.flatMap(({ nodeName }) => nodeName ?? []))].sort(compareText);
  if (names.length === 0) return '';
  const shown = names.slice(0, 3).join(', ');
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return ` (${shown}${rest} ${names.length > 1 ? 'do' : 'does'})`;
}
