/**
 * The façade that every adapter calls: questions about one snapshot of the workspace, answered with plain data and
 * offsets. Answers are worked out when asked for and kept with the snapshot. Nothing here throws on what people write.
 */
import { observeCluster } from '../cluster/clusterIndex.ts';
import type { Service } from '../cluster/objects.ts';
import type { Finding, Fix } from '../validation/finding.ts';
import { fixesOf, type ValidationInput, validateFile } from '../validation/run.ts';
import { chainGraph, type Locate } from '../views/chainGraph.ts';
import { codeLensesOf } from '../views/codeLens.ts';
import { endpointLocations } from '../views/endpointLocations.ts';
import { hover } from '../views/hover.ts';
import { routingView } from '../views/routingView.ts';
import { firstFamily } from '../views/serviceOf.ts';
import { statusView } from '../views/status.ts';
import { rangeAt } from '../yaml/manifestNode.ts';
import type { Analysis, ChainGraphRequest } from './analysis.ts';
import { isIgnored } from './ignored.ts';
import { mainRoot } from './mainRoot.ts';
import { navigation } from './navigation.ts';
import { nodeOfSource, objectAt } from './objectAt.ts';
import { type Root, rootsOf } from './roots.ts';
import { serviceMeant } from './serviceMeant.ts';
import type { Snapshot } from './snapshot.ts';
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
    const node = nodeOfSource(snapshot.files.get(source.file), source);
    return { file: source.file, range: node ? rangeAt(node, path) : source.nameRange };
  };
  return {
    locate,
    findingsOf: file => findingsOf(snapshot, roots.of(file), file),
    fixesOf: finding => fixesFor(snapshot, roots.of(finding.file), finding),
    hoverAt: (file, offset) => {
      const at = objectAt(snapshot, file, offset);
      const root = roots.of(file);
      return at && root && hover({ ...at, source: root.routing, locate });
    },
    codeLensesOf: file => {
      const root = roots.of(file);
      const objects = snapshot.files.get(file)?.objects ?? [];
      return root
        ? codeLensesOf(
            objects.filter((o): o is Service => o.kind === 'Service'),
            root.routing,
          )
        : [];
    },
    chainGraph: request => graphFor(request, snapshot, roots.of, locate),
    endpointLocations: ref => {
      const root = roots.of(ref.file);
      return root ? endpointLocations(root.cluster, ref, locate) : [];
    },
    navigation: navigation(snapshot, roots),
    traces: traces(snapshot, roots, locate),
    status: file => statusView((file === undefined ? undefined : roots.of(file)) ?? mainRoot(roots)),
  };
}

function validationInput(snapshot: Snapshot, root: Root, file: string): ValidationInput | undefined {
  const found = snapshot.files.get(file);
  if (!found) return undefined;
  const { manifest, objects } = found;
  const { cluster, settings } = root;
  const nodeOf: ValidationInput['nodeOf'] = object =>
    nodeOfSource(snapshot.files.get(object.source.file), object.source);
  return { file, manifest, objects, cluster, settings, nodeOf };
}

function findingsOf(snapshot: Snapshot, root: Root | undefined, file: string): readonly Finding[] {
  const found = snapshot.files.get(file);
  const input = root && validationInput(snapshot, root, file);
  if (!found || !input || isIgnored(root, file)) return [];
  return root.findings.of(found, note => {
    const cluster = observeCluster(root.cluster, note);
    return validateFile({ ...input, cluster });
  });
}

function fixesFor(snapshot: Snapshot, root: Root | undefined, finding: Finding): readonly Fix[] {
  const input = root && validationInput(snapshot, root, finding.file);
  return input ? fixesOf(finding, input) : [];
}

/** The Service that a request speaks of, in the root that it speaks from. */
function graphFor(
  request: ChainGraphRequest,
  snapshot: Snapshot,
  rootOf: (file: string) => Root | undefined,
  locate: Locate,
) {
  const file = request.at?.file ?? request.service?.file;
  const root = file === undefined ? undefined : rootOf(file);
  const service = root && serviceMeant(request, snapshot, root);
  if (!service) return undefined;
  const routing = routingView(root.routing);
  const family = request.family ?? firstFamily(service, routing.families);
  return chainGraph({ routing, service, mode: request.mode ?? routing.mode, family, locate });
}
