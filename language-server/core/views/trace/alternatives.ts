/**
 * The other values that an assumption of a trace can have, each traced in a cluster where it holds. In: a trace's result.
 * Out: for each the assumption, the condition in words, and the trace under it; only those that could matter are tried.
 */
import { type IpAddress, isLoopback } from '../../ip/address.ts';
import { containsAddress, type IpNetwork, network, parseCidr } from '../../ip/cidr.ts';
import { refusedName } from '../refusal.ts';
import { routingView } from '../routingView.ts';
import type { Supposition } from '../suppositions.ts';
import {
  type Assumption,
  acceptanceUnknown,
  nodeAddressUnknown,
  podRangeUnknown,
  serviceRangeAssumed,
} from './assumption.ts';
import { endpointSuppositions } from './endpointAlternatives.ts';
import { nodeAt } from './nodeAt.ts';
import { senderSuppositions } from './senderAlternatives.ts';
import { claimsOf, portsOfNodePort } from './traceClaims.ts';
import { podsAt } from './tracePods.ts';
import { doubtfulRefusals, refusedOutcome } from './traceRefused.ts';
import type { TraceResult } from './traceRequest.ts';

/** An assumption with another value of it. */
export interface Supposed {
  readonly assumption: Assumption;
  /** "kube-proxy knows the pod range (clusterCIDR)": goes after "if". */
  readonly condition: string;
  readonly supposition: Supposition;
}

export interface Alternative {
  readonly assumption: Assumption;
  readonly condition: string;
  readonly result: TraceResult;
}

export function alternativesTo(result: TraceResult): readonly Alternative[] {
  // Captured rules are what they are, whatever the manifests say of kube-proxy and of Services.
  const supposed = result.node.lineOf
    ? []
    : [podRange, nodeAddress, serviceRange, endpointSuppositions, senderSuppositions].flatMap(find => find(result));
  const retraced = supposed.flatMap(({ assumption, condition, supposition }) => {
    const traced = result.retrace(supposition);
    return traced ? [{ assumption, condition, result: traced }] : [];
  });
  return [...refusals(result), ...retraced];
}

/** Of Services that the API server may refuse. */
function refusals(result: TraceResult): Alternative[] {
  if (result.node.lineOf) return [];
  return doubtfulRefusals(result).map(refusal => ({
    assumption: acceptanceUnknown(refusal),
    condition:
      refusal.doubt === 'assumed-range'
        ? 'the node port range is the default one'
        : `${refusedName(refusal)} is created second`,
    result: { ...result, outcomes: [refusedOutcome(result, refusal)] },
  }));
}

/** kube-proxy's own default is not to know, and nearly every installer tells it. */
export function isPodRangeUnknown(source: TraceResult['source'], family: TraceResult['family']): boolean {
  const { config, configurationObject } = routingView(source);
  const { statements } = source.cluster.model;
  const hasFlags = statements.some(({ proxy }) => proxy?.readsFile === false);
  const isConfigured = source.proxyConfiguration !== undefined || configurationObject !== undefined || hasFlags;
  return !isConfigured && config.detectLocal.mode === 'ClusterCIDR' && !config.detectLocal.cidrs[family];
}

function podRange(result: TraceResult): Supposed[] {
  const { source, family, node } = result;
  if (!isPodRangeUnknown(source, family)) return [];
  const range = likelyPodRange(result);
  const supposition = { key: `pods ${range.text}`, podRange: range };
  // What the node itself sends is told apart by the address type, not by the range.
  if (containsOwn(range, node.network.host.interfaces, node.network.podInterface)) return [];
  return [{ assumption: podRangeUnknown(), condition: 'kube-proxy knows the pod range (clusterCIDR)', supposition }];
}

function containsOwn(
  range: IpNetwork,
  interfaces: TraceResult['node']['network']['host']['interfaces'],
  podInterface: string,
): boolean {
  const others = interfaces.filter(({ name }) => name !== podInterface);
  return others.some(({ addresses }) => addresses.some(({ address }) => containsAddress(range, address)));
}

/** The least range that holds the node's pods and the sender, where the sender is a pod; never a client outside. */
function likelyPodRange(result: TraceResult): IpNetwork {
  const { node, sender, senderAddress, source } = result;
  const own = node.network.podRange;
  if (!senderAddress || !isPodSender(result)) return own;
  const nodes = source.cluster.model.nodes.flatMap(({ podCIDRs }) => podCIDRs.flatMap(text => parseCidr(text) ?? []));
  const home = nodes.find(range => range.family === own.family && containsAddress(range, senderAddress));
  const bits = own.family === 'IPv4' ? 32 : 128;
  const needed = home?.address ?? senderAddress;
  for (let length = Math.min(own.prefixLength, home?.prefixLength ?? bits); length > 0; length--) {
    const wider = network(own.address, length);
    if (containsAddress(wider, needed)) return wider;
  }
  return sender.kind === 'client' ? own : network(senderAddress, own.prefixLength);
}

function isPodSender({ sender, senderAddress, source }: TraceResult): boolean {
  if (sender.kind === 'pod' || sender.kind === 'pod-address') return true;
  return sender.kind === 'client' && senderAddress !== undefined && podsAt(source, senderAddress).length > 0;
}

/** A node port is asked for at an address that may be the node's, of which no address is known. */
function nodeAddress(result: TraceResult): Supposed[] {
  const { source, node, target, family } = result;
  const { name, ips } = routingView(source).node;
  const isKnown = source.host !== undefined || !isLoopback(ips[family]);
  if (isKnown || target.words.kind !== 'address' || claimsOf(result).length > 0) return [];
  if (portsOfNodePort(node.plan, target.port).length === 0 || isElsewhere(target.address, result)) return [];
  const { text } = target.address;
  return [
    {
      assumption: nodeAddressUnknown(name, text),
      condition: `${text} is an address of ${name}`,
      supposition: { key: `node address ${text}`, nodeAddress: target.address },
    },
  ];
}

function isElsewhere(address: IpAddress, { source }: TraceResult): boolean {
  const isNode = nodeAt(source.cluster, address) !== undefined;
  return isNode || isLoopback(address) || podsAt(source, address).length > 0;
}

/**
 * nftables mode drops what is sent to addresses of ServiceCIDR objects that no Service has. The API server makes such an
 * object from its flag (1.33 and later); whoever names the configuration describes a node as it is.
 */
function serviceRange(result: TraceResult): Supposed[] {
  const { source, node, mode, target, family } = result;
  const isDescribed = source.proxyConfiguration !== undefined || node.plan.serviceCidrs.length > 0;
  if (mode !== 'nftables' || isDescribed || claimsOf(result).length > 0) return [];
  const ranges = source.settings.serviceCidrs.value.flatMap(text => parseCidr(text) ?? []);
  const range = ranges.find(each => each.family === family && containsAddress(each, target.address));
  if (!range) return [];
  return [
    {
      assumption: serviceRangeAssumed(range.text),
      condition: `${range.text} is a ServiceCIDR`,
      supposition: { key: `services ${range.text}`, serviceRange: range },
    },
  ];
}
