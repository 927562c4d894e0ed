/** The requests of docs/reference.md that trace packets: what can be traced, and one trace. */
import type { Location } from 'vscode-languageserver';
import type { ViewLocation } from '../../core/views/model.ts';
import type { NodeTableRow, TraceEndView, TraceView } from '../../core/views/trace/traceModel.ts';
import type { TraceQuery } from '../../core/workspace/traces.ts';
import { nameOf } from '../names.ts';
import type { TraceAnswer, TraceArgument, TraceChoicesAnswer, TraceChoicesParams } from '../protocol.ts';
import { placesOf, type Session } from '../session.ts';
import { toLocation } from '../toProto.ts';
import { targetOf } from './services.ts';

export function traceChoices(session: Session, params: TraceChoicesParams | null): TraceChoicesAnswer | null {
  const { textDocument, service, position } = params ?? {};
  const target = (service || (textDocument && position)) && targetOf(session, params!);
  const file = textDocument && { file: nameOf(textDocument.uri) };
  const choices = session.workspace.analysis.traces.choices({ ...file, ...target });
  if (!choices) return null;
  const { file: found, ...answer } = choices;
  return { ...answer, uri: session.workspace.uriOf(found) };
}

export function trace(session: Session, params: Partial<TraceArgument> | null): TraceAnswer {
  const query = queryOf(params ?? {});
  if (!query) return { error: 'a trace takes "uri", "from" and "to" as text, and "protocol" tcp, udp or sctp' };
  const view = session.workspace.analysis.traces.trace(query);
  if ('error' in view) return view;
  const places = placesOf(session);
  return convert(view, place => toLocation(place, places));
}

const protocols = ['tcp', 'udp', 'sctp'] as const;

/** Undefined where the words are none. */
function queryOf({ uri, from, to, protocol: wanted, node }: Partial<TraceArgument>): TraceQuery | undefined {
  if (typeof uri !== 'string' || typeof from !== 'string' || typeof to !== 'string') return undefined;
  const protocol = protocols.find(known => known === wanted);
  if (wanted !== undefined && !protocol) return undefined;
  return { file: nameOf(uri), from, to, ...(protocol && { protocol }), ...(typeof node === 'string' && { node }) };
}

function convert(view: TraceView, locate: (place: ViewLocation) => Location | undefined): TraceView<Location> {
  const moved = <T extends { readonly location?: ViewLocation }>({ location, ...rest }: T) => {
    const found = location && locate(location);
    return { ...rest, ...(found && { location: found }) };
  };
  const { outcomes, beyond, table, ifAccepted, ...rest } = view;
  const ended = (end: TraceEndView): TraceEndView<Location> => ({
    ...moved(end),
    reasons: end.reasons.map(moved),
    restsOn: end.restsOn.map(moved),
  });
  const placed = ({ locations, ...row }: NodeTableRow) => ({
    ...row,
    locations: locations.map(place => (place && locate(place)) ?? null),
  });
  return {
    ...rest,
    outcomes: outcomes.map(({ stages, ...outcome }) => ({
      ...ended(outcome),
      stages: stages.map(({ sentence, steps }) => ({ sentence, steps: steps.map(moved) })),
    })),
    ...(ifAccepted && { ifAccepted: ifAccepted.map(ended) }),
    beyond: beyond.map(there => ({ ...there, outcomes: there.outcomes.map(ended) })),
    ...(table && { table: { ...table, rows: table.rows.map(placed) } }),
  };
}
