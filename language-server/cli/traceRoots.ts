/**
 * A trace among several roots: each name is looked up in all of them, and the packet is sent in the first that knows the
 * most of them. In: a context for each root, and a request. Out: the trace or why there is none, and the roots that it
 * might as well have been sent in.
 */
import { findPod } from '../core/views/trace/tracePods.ts';
import {
  type TraceContext,
  type TraceRequest,
  type TraceResult,
  traceRequest,
} from '../core/views/trace/traceRequest.ts';
import { readSource, readTarget } from '../core/views/trace/traceWords.ts';

export interface RootContext extends TraceContext {
  /** The root's name. */
  readonly root: string;
}

export interface Traced {
  readonly answer: TraceResult | { readonly error: string };
  readonly root: string | undefined;
  /** Roots that know as much. */
  readonly others: readonly string[];
}

export function traceAmong(contexts: readonly RootContext[], request: TraceRequest): Traced {
  const [only, second] = contexts;
  if (!only) return { answer: { error: 'the inputs hold no manifests' }, root: undefined, others: [] };
  if (!second) return { answer: traceRequest(only, request), root: only.root, others: [] };
  const known = contexts.map(context => ({ context, known: namesKnown(context, request) }));
  const most = Math.max(...known.map(each => each.known));
  const candidates = known.filter(each => each.known === most).map(({ context }) => context);
  const tried = candidates.map(context => ({ context, answer: traceRequest(context, request) }));
  const traced = tried.filter(({ answer }) => !('error' in answer));
  const [first, ...others] = traced.length ? traced : helpfulFirst(tried);
  return {
    answer: first!.answer,
    root: first!.context.root,
    others: traced.length ? others.map(({ context }) => context.root) : [],
  };
}

type Tried = Omit<Traced, 'others' | 'root'> & { readonly context: RootContext };

/** Where no root knows a name, the one that has a similar name helps most. */
function helpfulFirst(tried: readonly Tried[]): readonly Tried[] {
  const hasAdvice = ({ answer }: Tried) => 'error' in answer && answer.error.includes('did you mean');
  return [...tried.filter(hasAdvice), ...tried.filter(each => !hasAdvice(each))];
}

/** How many of the names and addresses of a request a root has. */
function namesKnown({ source }: RootContext, { from, to }: TraceRequest): number {
  const { cluster } = source;
  const holds = (address: string) => cluster.addressClaims(address).length + cluster.addressHolders(address).length > 0;
  const sender = readSource(from);
  const knowsSender =
    'error' in sender || sender.kind === 'node'
      ? false
      : sender.kind === 'pod'
        ? findPod(source, sender.pod) !== undefined
        : holds(sender.address.text);
  const target = readTarget(to);
  const knowsTarget =
    !('error' in target) &&
    (target.kind === 'address' ? holds(target.address.text) : cluster.servicesNamed(target.service).length > 0);
  return Number(knowsSender) + Number(knowsTarget);
}
