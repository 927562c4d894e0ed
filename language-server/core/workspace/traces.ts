/**
 * The part of the façade that traces packets. In: a root, named by any file under it, and what to trace. Out: choices, and
 * traces as plain data with offsets in the present texts, or a sentence on what does not exist.
 */
import type { Service } from '../cluster/objects.ts';
import type { Protocol } from '../netfilter/ir.ts';
import type { Locate } from '../views/chains/chainGraph.ts';
import { asRefused, sourceIfAccepted } from '../views/ifAccepted.ts';
import type { RoutingSource } from '../views/routingView.ts';
import { localTable } from '../views/trace/localTable.ts';
import { traceChoices } from '../views/trace/traceChoices.ts';
import type { TraceChoices, TraceView } from '../views/trace/traceModel.ts';
import { type TraceResult, traceRequest } from '../views/trace/traceRequest.ts';
import { traceView } from '../views/trace/traceView.ts';
import { mainRoot } from './mainRoot.ts';
import { rootOfService } from './rootMeant.ts';
import type { Root, Roots } from './roots.ts';
import { type ServiceQuestion, serviceMeant } from './serviceMeant.ts';
import type { Snapshot } from './snapshot.ts';

/** More than anybody reads step by step. */
const waysTold = 12;

export interface ChoicesRequest extends ServiceQuestion {
  /** Names the root where no Service is meant; without one, the largest root is asked. */
  readonly file?: string;
}

export interface TraceQuery {
  /** Any file under the root. */
  readonly file: string;
  /** The words of `routelens trace`. */
  readonly from: string;
  readonly to: string;
  readonly protocol?: Protocol;
  /** Whose rules; absent: the pod's own node, else the node that is shown. */
  readonly node?: string;
}

export interface Traces {
  /** Undefined where there are no manifests. */
  readonly choices: (request: ChoicesRequest) => TraceChoices | undefined;
  readonly trace: (query: TraceQuery) => TraceView | { readonly error: string };
}

export function traces(snapshot: Snapshot, roots: Roots, locate: Locate): Traces {
  return {
    choices: request => {
      const { at, service: ref, file = at?.file } = request;
      const named = ref && !at ? rootOfService(roots, ref) : file === undefined ? undefined : roots.of(file);
      const root = named ?? mainRoot(roots);
      const first = root?.files.find(({ name }) => roots.of(name) === root)?.name;
      if (!root || first === undefined) return undefined;
      const service = serviceMeant(request, snapshot, root);
      // A base's file would name the base.
      const own = service && roots.of(service.source.file) === root ? service.source.file : first;
      return { file: own, ...traceChoices(sourceFor(root, service), service) };
    },
    trace: query => {
      const root = roots.of(query.file);
      return root ? traceIn(root, query, locate) : { error: 'the manifests that were traced are gone' };
    },
  };
}

/** A Service that is refused can be asked for all the same. */
function sourceFor({ routing }: Root, service: Service | undefined): RoutingSource {
  return service && asRefused(routing, service) ? sourceIfAccepted(routing, service) : routing;
}

function traceIn(root: Root, { from, to, protocol, node }: TraceQuery, locate: Locate): ReturnType<Traces['trace']> {
  const result = traceRequest({ source: root.routing }, { from, to, protocol, node });
  if ('error' in result) return result;
  return traceView(result, { table: tableOf(result, locate), locate, waysTold });
}

/** For a Service port with a Local policy. */
export function tableOf({ target, mode, family, source, refusal }: TraceResult, locate: Locate) {
  const port = refusal ? undefined : target.servicePort;
  return port && localTable({ source, mode, family, port, locate });
}
