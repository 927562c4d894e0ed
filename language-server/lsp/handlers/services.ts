/** The requests of docs/reference.md: chain graph, endpoints and status. */
import type { Location } from 'vscode-languageserver';
import type { ServiceRef } from '../../core/views/model.ts';
import type { ChainGraphRequest } from '../../core/workspace/analysis.ts';
import { offsetAt } from '../fromProto.ts';
import { nameOf } from '../names.ts';
import type {
  ChainGraphAnswer,
  ChainGraphParams,
  EndpointsParams,
  ServiceTarget,
  StatusAnswer,
  StatusParams,
} from '../protocol.ts';
import { placesOf, type Session } from '../session.ts';
import { toLocation, toServiceArgument } from '../toProto.ts';

export function chainGraph(session: Session, params: ChainGraphParams): ChainGraphAnswer | null {
  const target = targetOf(session, params);
  if (!target) return null;
  const { mode, family } = params;
  const graph = session.workspace.analysis.chainGraph({ ...target, ...(mode && { mode }), ...(family && { family }) });
  if (!graph) return null;
  const places = placesOf(session);
  return {
    ...graph,
    service: toServiceArgument(graph.service, places),
    nodes: graph.nodes.map(({ location, ...node }) => {
      const found = location && toLocation(location, places);
      return found ? { ...node, location: found } : node;
    }),
  };
}

export function endpoints(session: Session, params: EndpointsParams): Location[] | null {
  const target = targetOf(session, params);
  const service = target && (target.service ?? session.workspace.analysis.chainGraph(target)?.service);
  if (!service) return null;
  const places = placesOf(session);
  return session.workspace.analysis.endpointLocations(service).flatMap(found => toLocation(found, places) ?? []);
}

export function status(session: Session, params: StatusParams | null): StatusAnswer {
  const uri = params?.textDocument?.uri;
  return session.workspace.analysis.status(uri === undefined ? undefined : nameOf(uri));
}

export function targetOf(
  session: Session,
  target: ServiceTarget,
): Pick<ChainGraphRequest, 'at' | 'service'> | undefined {
  if (target.service) return { service: toServiceRef(target.service) };
  const file = nameOf(target.textDocument!.uri);
  const manifest = session.workspace.snapshot.files.get(file)?.manifest;
  const offset = manifest && offsetAt(manifest, target.position);
  return offset === undefined ? undefined : { at: { file, offset } };
}

function toServiceRef({ uri, namespace, name }: NonNullable<ServiceTarget['service']>): ServiceRef {
  return { file: nameOf(uri), namespace, name };
}
