/**
 * The façade that every adapter calls: questions about one snapshot of the workspace, answered with plain data and
 * offsets. Answers are worked out when asked for and kept with the snapshot. Nothing here throws on what people write.
 */
import type { Service } from '../cluster/objects.ts';
import { chainGraph, type Locate } from '../views/chains/chainGraph.ts';
import { codeLensesOf } from '../views/codeLens.ts';
import { endpointDoubts } from '../views/endpointDoubts.ts';
import { endpointLocations } from '../views/endpointLocations.ts';
import { hover } from '../views/hover.ts';
import { sourceIfAccepted } from '../views/ifAccepted.ts';
import { isCertain } from '../views/refusal.ts';
import { routingView } from '../views/routingView.ts';
import { firstFamily } from '../views/serviceOf.ts';
import { rangeAt } from '../yaml/manifestNode.ts';
import type { Analysis, ChainGraphRequest } from './analysis.ts';
import { findingsOf, fixesFor } from './judging.ts';
import { mainRoot } from './mainRoot.ts';
import { navigation } from './navigation.ts';
import { fileIn, nodeOfSource, objectAt } from './objectAt.ts';
import { rootOfService } from './rootMeant.ts';
import { builtNodeOf, type Roots, rootsOf } from './roots.ts';
import { serviceMeant } from './serviceMeant.ts';
import type { Snapshot } from './snapshot.ts';
import { statusOf } from './statusOf.ts';
import { traces } from './traces.ts';

const analyses = new WeakMap<Snapshot, Analysis>();

/** `previous` is the snapshot that this one was made from, if any: what did not change is taken over. */
export function analyse(snapshot: Snapshot, previous?: Snapshot): Analysis {
  const known = analyses.get(snapshot);
  if (known) return known;
  const analysis = makeAnalysis(snapshot, previous);
  analyses.set(snapshot, analysis);
  return analysis;
}

function makeAnalysis(snapshot: Snapshot, previous: Snapshot | undefined): Analysis {
  const roots = rootsOf(snapshot, previous && rootsOf(previous));
  const locate: Locate = (source, path) => {
    const node = builtNodeOf(roots, source) ?? nodeOfSource(snapshot.files.get(source.file), source);
    return { file: source.file, range: node ? rangeAt(node, path) : source.nameRange };
  };
  return {
    locate,
    findingsOf: file => findingsOf(snapshot, roots, file),
    fixesOf: finding => fixesFor(snapshot, roots.of(finding.file), finding),
    hoverAt: (file, offset) => {
      const root = roots.of(file);
      const at = objectAt(root, snapshot, file, offset);
      return at && root && hover({ ...at, source: root.routing, locate });
    },
    codeLensesOf: file => {
      const root = roots.of(file);
      const objects = fileIn(root, snapshot, file)?.objects ?? [];
      return root
        ? codeLensesOf(
            objects.filter((o): o is Service => o.kind === 'Service'),
            root.routing,
          )
        : [];
    },
    chainGraph: request => graphFor(request, snapshot, roots, locate),
    endpointLocations: ref => {
      const root = rootOfService(roots, ref);
      return root ? endpointLocations(root.cluster, ref, locate) : [];
    },
    navigation: navigation(snapshot, roots),
    traces: traces(snapshot, roots, locate),
    status: file => statusOf((file === undefined ? undefined : roots.of(file)) ?? mainRoot(roots), snapshot, locate),
  };
}

/** The Service that a request speaks of, in the root that it speaks from. */
function graphFor(request: ChainGraphRequest, snapshot: Snapshot, roots: Roots, locate: Locate) {
  const { at, service: ref } = request;
  const root = at ? roots.of(at.file) : ref && rootOfService(roots, ref);
  const service = root && serviceMeant(request, snapshot, root);
  if (!service) return undefined;
  const refusal = root.routing.refusalOf?.(service);
  const source = isCertain(refusal) ? sourceIfAccepted(root.routing, service) : root.routing;
  const routing = routingView(source);
  const family = request.family ?? firstFamily(service, routing.families);
  const gaps = endpointDoubts(service, source);
  return chainGraph({ routing, service, mode: request.mode ?? routing.mode, family, gaps, refusal, locate });
}
