/**
 * Findings of one file in the root that it is looked at in, and their fixes. In: a snapshot and its roots. Out: findings;
 * those of a kustomization are also what its build does to objects of other folders.
 */
import { observeCluster, preferring } from '../cluster/clusterIndex.ts';
import type { Finding, Fix } from '../validation/finding.ts';
import { fixesOf, type ValidationInput, validateFile } from '../validation/run.ts';
import { isIgnored } from './ignored.ts';
import { broughtFindings } from './kustomize/broughtFindings.ts';
import { directoryOf } from './kustomize/paths.ts';
import { fileIn, nodeOfSource } from './objectAt.ts';
import { type Root, type Roots, togetherFact } from './roots.ts';
import type { Snapshot, WorkspaceFile } from './snapshot.ts';

export function findingsOf(snapshot: Snapshot, roots: Roots, file: string): readonly Finding[] {
  const root = roots.of(file);
  if (!root || roots.passedOver.has(file) || isIgnored(root, file)) return [];
  const own = findingsIn(snapshot, root, file);
  if (root.build?.kustomization.name !== file || root.usedBy !== undefined) return own;
  const brought = broughtFindings(snapshot, root, {
    here: name => findingsIn(snapshot, root, name),
    there: name => findingsIn(snapshot, roots.of(name), name),
    isElsewhere: name => roots.of(name) !== root,
  });
  return brought.length ? [...own, ...brought] : own;
}

function findingsIn(snapshot: Snapshot, root: Root | undefined, file: string): readonly Finding[] {
  const found = fileIn(root, snapshot, file);
  return root && found ? judged(root, found, name => snapshot.files.get(name)) : [];
}

/** The same for one of the root's own files, without the snapshot. */
export function findingsInRoot(root: Root, file: WorkspaceFile): readonly Finding[] {
  return judged(root, file, name => filesOf(root).get(name));
}

const filesByName = new WeakMap<Root, ReadonlyMap<string, WorkspaceFile>>();

function filesOf(root: Root): ReadonlyMap<string, WorkspaceFile> {
  const known = filesByName.get(root) ?? new Map(root.files.map(file => [file.name, file]));
  filesByName.set(root, known);
  return known;
}

type FileNamed = (name: string) => WorkspaceFile | undefined;

function judged(root: Root, file: WorkspaceFile, fileNamed: FileNamed): readonly Finding[] {
  return root.findings.of(file, note => validateFile(validationInput(root, file, { fileNamed, note })));
}

export function fixesFor(snapshot: Snapshot, root: Root | undefined, finding: Finding): readonly Fix[] {
  const found = fileIn(root, snapshot, finding.file);
  const fileNamed: FileNamed = name => snapshot.files.get(name);
  return root && found ? fixesOf(finding, validationInput(root, found, { fileNamed, note: () => {} })) : [];
}

interface Asking {
  readonly fileNamed: FileNamed;
  /** Hears of each fact that is asked for. */
  readonly note: (fact: string) => void;
}

function validationInput(root: Root, found: WorkspaceFile, { fileNamed, note }: Asking): ValidationInput {
  const { build, settings, together } = root;
  const { name: file } = found;
  const relationTo = (other: string) => {
    if (directoryOf(other) === directoryOf(file)) return 'one';
    note(togetherFact);
    return together.get().relation(file, other);
  };
  const cluster = preferring(observeCluster(root.judged, note), ({ source }) => relationTo(source.file) === 'one');
  const nodeOf: ValidationInput['nodeOf'] = ({ source }) =>
    build?.builtNodes.get(source)?.node ?? nodeOfSource(fileNamed(source.file), source);
  const isPatch = root.patches.includes(file);
  const rest = { file, manifest: found.manifest, cluster, settings, nodeOf, isPatch, relationTo };
  if (!build) return { ...rest, objects: found.objects };
  const builtOf: ValidationInput['builtOf'] = ({ source }) => build.builtNodes.get(source);
  const objects = found.objects.filter(({ source }) => !build.builtNodes.get(source)?.isUnsure);
  return { ...rest, objects, builtOf };
}
