/**
 * One trace from words to outcomes: resolves names in a root, chooses node, family and protocol, sends the packet. In: a
 * root's routing and a request. Out: outcomes with what they were made of, or a sentence on what does not exist.
 */
import type { IpFamily, ProxyMode } from '../../cluster/clusterSettings.ts';
import { type NamespacedName, namespacedName } from '../../cluster/objects.ts';
import type { IpAddress } from '../../ip/address.ts';
import type { Protocol } from '../../netfilter/ir.ts';
import type { Origin } from '../../routing/origin.ts';
import { addressType } from '../../trace/addressTypes.ts';
import type { Outcome } from '../../trace/outcome.ts';
import { routeTo } from '../../trace/routePacket.ts';
import { type PacketToTrace, tracePacket } from '../../trace/tracePacket.ts';
import { type RefusedService, sourceIfAccepted } from '../ifAccepted.ts';
import { type CertainRefusal, refusalSentence } from '../refusal.ts';
import { type RoutingSource, type RoutingView, routingView, sourceOnNode } from '../routingView.ts';
import { type Supposition, supposing } from '../suppositions.ts';
import { ownSocket, staysInPod } from './ownSocket.ts';
import { type Capture, captureNode, modeOfCapture } from './traceCapture.ts';
import { type FoundPod, findPod, podNames, unknownPod } from './tracePods.ts';
import { refusedOutcome, refusedTarget } from './traceRefused.ts';
import { destinationOf, type FoundTarget, findTarget } from './traceTarget.ts';
import { type Misread, readSource, readTarget, type SourceWords, type TargetWords } from './traceWords.ts';
import { type TraceNode, traceNode, wholeTraceNode } from './traceWorld.ts';
import { unknownName, withNamesakes } from './unknownName.ts';

export interface TraceRequest {
  readonly from: string;
  readonly to: string;
  readonly protocol?: Protocol | undefined;
  /** Whose rules; absent: of the node that the context names, else of the pod's own, else of the one that is shown. */
  readonly node?: string | undefined;
}

export interface TraceContext {
  readonly source: RoutingSource;
  /** In place of those in use. */
  readonly families?: readonly IpFamily[] | undefined;
  /** Said outright: whose rules are walked where a request does not say. */
  readonly node?: string | undefined;
  /** Rules of the node that is traced, in place of generated ones. */
  readonly capture?: Capture | undefined;
}

type Traced = Omit<TraceResult, 'retrace'>;

export interface TraceResult {
  readonly request: TraceRequest;
  /** The cluster as the traced node has it. */
  readonly source: RoutingSource;
  readonly node: TraceNode;
  readonly mode: ProxyMode;
  readonly family: IpFamily;
  readonly protocol: Protocol;
  readonly sender: SourceWords;
  /** Of a sender that is named as a pod. */
  readonly pod: FoundPod | undefined;
  /** Undefined where a process on the node leaves it to the kernel. */
  readonly senderAddress: IpAddress | undefined;
  readonly target: FoundTarget;
  readonly outcomes: readonly Outcome<Origin>[];
  /** The API server refuses the Service that is asked for. */
  readonly refusal?: CertainRefusal;
  /** The same trace if it were accepted; absent where captured rules tell what holds. */
  readonly ifAccepted?: TraceResult;
  /** The same packet in a cluster of which something else is assumed; undefined where it cannot be sent there. */
  readonly retrace: Retrace;
}

export type Retrace = (supposed: Supposition) => TraceResult | undefined;

export function traceRequest(context: TraceContext, request: TraceRequest): TraceResult | Misread {
  const words = readTarget(request.to);
  const refused = 'error' in words ? undefined : refusedTarget(words, context.source);
  return refused ? traceRefused(refused, context, request) : traceAccepted(context, request);
}

function traceRefused(
  { service, refusal }: RefusedService,
  context: TraceContext,
  request: TraceRequest,
): TraceResult | Misread {
  const accepted = traceAccepted({ ...context, source: sourceIfAccepted(context.source, service) }, request);
  if ('error' in accepted) return { error: `${refusalSentence(refusal)} ${accepted.error}` };
  if (context.capture) return { ...accepted, refusal };
  const outcomes = [refusedOutcome(accepted, refusal)];
  return { ...accepted, outcomes, refusal, ifAccepted: accepted, retrace: () => undefined };
}

function traceAccepted(context: TraceContext, request: TraceRequest): TraceResult | Misread {
  const traced = traceOnce(context, request);
  if ('error' in traced) return traced;
  const retrace: Retrace = supposed => {
    const result = traceOnce({ ...context, source: supposing(context.source, supposed) }, request);
    return 'error' in result ? undefined : { ...result, retrace: () => undefined };
  };
  return { ...traced, retrace };
}

function traceOnce(context: TraceContext, request: TraceRequest): Traced | Misread {
  const sender = readSource(request.from);
  if ('error' in sender) return withNamesakes(sender, sender.bareName === undefined ? [] : podNames(context.source));
  const words = readTarget(request.to);
  if ('error' in words) return withNamesakes(words, context.source.cluster.model.services.map(namespacedName));
  const pod = sender.kind === 'pod' ? findSender(context.source, sender.pod) : undefined;
  if (sender.kind === 'pod' && !pod) return unknownPod(context.source, sender.pod);
  const named = request.node ?? context.node;
  const source = named === undefined ? onNodeOf(context.source, pod) : sourceAt(context.source, named);
  if ('error' in source) return source;
  const routing = routingView(source);
  const families = familiesOf(context, routing, { sender, pod, words });
  let problem: Misread | undefined;
  for (const family of families) {
    const result = traceInFamily({ source, routing, family, capture: context.capture, request, sender, pod, words });
    if (!('error' in result)) return result;
    problem ??= result;
  }
  return problem ?? { error: noFamily(context, request, words) };
}

/** A placeholder's node is as good as any other on which the pod can run. */
function findSender(source: RoutingSource, name: NamespacedName): FoundPod | undefined {
  const pod = findPod(source, name);
  const nodeName = source.supposed?.senderNode;
  return pod?.placeholder && nodeName !== undefined ? { ...pod, nodeName } : pod;
}

function noFamily({ families }: TraceContext, { from, to }: TraceRequest, words: TargetWords): string {
  const isLeftOut = families && words.kind === 'address' && !families.includes(words.address.family);
  return isLeftOut
    ? `${to} is not of ${families.join(', ')}, which is asked for`
    : `${from} and ${to} share no IP family`;
}

/** A pod is traced on its own node, whichever node is shown elsewhere. */
function onNodeOf(source: RoutingSource, pod: FoundPod | undefined): RoutingSource {
  const nodeName = pod?.nodeName;
  if (nodeName === undefined) return source;
  return routingView(source).node.name === nodeName ? source : sourceOnNode(source, nodeName);
}

function sourceAt(source: RoutingSource, node: string): RoutingSource | Misread {
  const shown = routingView(source).node.name;
  if (shown === node) return source;
  const names = [shown, ...source.cluster.model.nodes.map(({ name }) => name)];
  return names.includes(node) ? sourceOnNode(source, node) : unknownName('Node', node, [...new Set(names)]);
}

interface Asked {
  readonly sender: SourceWords;
  readonly pod: FoundPod | undefined;
  readonly words: TargetWords;
}

/** Families that sender and destination can both use, in order of preference. */
function familiesOf({ families }: TraceContext, routing: RoutingView, { sender, pod, words }: Asked): IpFamily[] {
  const wanted = families ?? preferred(routing.families);
  const ofSender = 'address' in sender ? [sender.address.family] : pod?.addresses.map(({ family }) => family);
  const ofTarget = words.kind === 'address' ? [words.address.family] : undefined;
  return wanted.filter(family => (ofSender?.includes(family) ?? true) && (ofTarget?.includes(family) ?? true));
}

function preferred(inUse: readonly IpFamily[]): IpFamily[] {
  return [...new Set<IpFamily>([...inUse, 'IPv4', 'IPv6'])];
}

function traceInFamily(
  input: Asked & {
    readonly source: RoutingSource;
    readonly routing: RoutingView;
    readonly family: IpFamily;
    readonly capture: Capture | undefined;
    readonly request: TraceRequest;
  },
): Traced | Misread {
  const { source, routing, family, capture, request, sender, pod, words } = input;
  const mode = capture ? modeOfCapture(capture, routing.mode) : routing.mode;
  const target = findTarget(words, { source, routing, mode, family, protocol: request.protocol });
  if ('error' in target) return target;
  const common = { source, routing, mode, family, withStandIns: target.standIn };
  const generated = capture ? wholeTraceNode(common) : traceNode({ ...common, towards: destinationOf(target) });
  const node = capture ? captureNode(generated, capture) : generated;
  if (!node) return { error: `the captured rules hold none of ${family}` };
  if (isForAll(target, source, node)) {
    return { error: `${target.address.text} is for all hosts of a network; traces follow packets to one receiver` };
  }
  const from = origin(sender, pod, family, node);
  const protocol = request.protocol ?? target.protocol ?? 'tcp';
  const { address: destination, port: destinationPort } = target;
  const isInside = from.kind === 'interface' && staysInPod(sender, from.address, destination);
  const outcomes = isInside
    ? [ownSocket({ protocol, source: from.address, destination, destinationPort })]
    : tracePacket({ protocol, destination, destinationPort, from }, node.world);
  return { request, source, node, mode, family, protocol, sender, pod, senderAddress: from.address, target, outcomes };
}

/** The broadcast address of one of the node's networks, unless a Service has it: then rules take it before routing. */
function isForAll({ address, words }: FoundTarget, { cluster }: RoutingSource, { network }: TraceNode): boolean {
  if (words.kind !== 'address' || cluster.addressClaims(address.text).length > 0) return false;
  const interfaces = network.host.interfaces.filter(({ name }) => name !== network.podInterface);
  return addressType({ ...network.host, interfaces }, address) === 'broadcast';
}

function origin(
  sender: SourceWords,
  pod: FoundPod | undefined,
  family: IpFamily,
  { network, plan }: TraceNode,
): PacketToTrace['from'] {
  if (sender.kind === 'node') return { kind: 'process' };
  if (sender.kind === 'client') return { kind: 'interface', name: network.uplink, address: sender.address };
  const address = sender.kind === 'pod' ? pod!.addresses.find(a => a.family === family)! : sender.address;
  const isHere =
    sender.kind === 'pod'
      ? pod!.nodeName === undefined || pod!.nodeName === plan.nodeName
      : sender.place === undefined
        ? routeTo(network.host, address)?.interface === network.podInterface
        : sender.place === 'here';
  if (isHere && pod?.hostNetwork) return { kind: 'process' };
  return { kind: 'interface', name: isHere ? network.podInterface : network.uplink, address };
}
