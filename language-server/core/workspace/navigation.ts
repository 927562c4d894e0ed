/**
 * The part of the façade that walks the workspace: definitions, references, links, inlay hints, symbols, completion,
 * rename and calls. In: files and offsets of one snapshot. Out: plain data with offsets in the present texts.
 */
import { decodeDocument, objectNodes } from '../cluster/decode.ts';
import { type KubernetesObject, kindOf } from '../cluster/objects.ts';
import { type InlayHintView, inlayHints } from '../views/inlayHints.ts';
import type { ViewLocation } from '../views/model.ts';
import { callItem, incomingCalls, outgoingCalls, takesPart } from '../views/navigation/callHierarchy.ts';
import { completion } from '../views/navigation/completion.ts';
import { type Cursor, definition } from '../views/navigation/definition.ts';
import { documentLinks } from '../views/navigation/documentLinks.ts';
import type {
  CallItemView,
  CallView,
  CompletionView,
  DefinitionView,
  DocumentLinkView,
  ObjectRef,
  RenameTarget,
  RenameView,
  SymbolView,
  WorkspaceSymbolView,
} from '../views/navigation/navigationModel.ts';
import type { PresentObject, PresentOf } from '../views/navigation/place.ts';
import { references } from '../views/navigation/references.ts';
import { rename, renameTarget } from '../views/navigation/rename.ts';
import { documentSymbols, workspaceSymbols } from '../views/navigation/symbols.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import type { ManifestNode } from '../yaml/manifestNode.ts';
import { fileIn, objectAt } from './objectAt.ts';
import { rootWith } from './rootMeant.ts';
import type { Root, Roots } from './roots.ts';
import type { Snapshot, WorkspaceFile } from './snapshot.ts';

export interface Navigation {
  readonly definitionAt: (file: string, offset: number) => DefinitionView | undefined;
  readonly referencesAt: (
    file: string,
    offset: number,
    options: { readonly withDeclaration: boolean },
  ) => readonly ViewLocation[];
  readonly documentLinksOf: (file: string) => readonly DocumentLinkView[];
  /** What the API server fills in; a document that cannot be read has none. */
  readonly inlayHintsOf: (file: string) => readonly InlayHintView[];
  readonly documentSymbolsOf: (file: string) => readonly SymbolView[];
  readonly workspaceSymbols: (query: string) => readonly WorkspaceSymbolView[];
  readonly completionAt: (file: string, offset: number) => CompletionView | undefined;
  readonly renameTargetAt: (file: string, offset: number) => RenameTarget | undefined;
  /** Undefined where nothing that can be renamed is under the cursor. */
  readonly renameAt: (file: string, offset: number, newName: string) => RenameView | undefined;
  readonly callItemAt: (file: string, offset: number) => CallItemView | undefined;
  readonly incomingCalls: (object: ObjectRef) => readonly CallView[];
  readonly outgoingCalls: (object: ObjectRef) => readonly CallView[];
}

export function navigation(snapshot: Snapshot, roots: Roots): Navigation {
  const presentOf = presentObjectsOf(snapshot);
  const cursorAt = (file: string, offset: number): Cursor | undefined => {
    const root = roots.of(file);
    const at = objectAt(root, snapshot, file, offset);
    return at && root && { ...at, offset, cluster: root.cluster, settings: root.settings, presentOf };
  };
  const calls = (ref: ObjectRef, find: typeof incomingCalls): readonly CallView[] => {
    const root = rootWith(roots, ref.file, candidate => objectOf(candidate, ref) !== undefined);
    const object = root && objectOf(root, ref);
    return object ? find(object, root.cluster, presentOf) : [];
  };
  return {
    definitionAt: (file, offset) => at(cursorAt(file, offset), definition),
    referencesAt: (file, offset, options) => at(cursorAt(file, offset), cursor => references(cursor, options)) ?? [],
    documentLinksOf: file => {
      const root = roots.of(file);
      return root ? documentLinks(presentObjects(fileIn(root, snapshot, file)), root.cluster, presentOf) : [];
    },
    inlayHintsOf: file => {
      const root = roots.of(file);
      const objects = presentObjects(fileIn(root, snapshot, file));
      return root ? inlayHints({ objects, settings: root.settings, presentOf }) : [];
    },
    documentSymbolsOf: file => documentSymbols(presentObjects(snapshot.files.get(file)), presentOf),
    workspaceSymbols: query => workspaceSymbols(allObjects(snapshot), query, presentOf),
    completionAt: (file, offset) => {
      const found = snapshot.files.get(file);
      const root = roots.of(file);
      return found && root && completion({ manifest: found.manifest, file, offset, cluster: root.cluster });
    },
    renameTargetAt: (file, offset) => at(cursorAt(file, offset), renameTarget),
    renameAt: (file, offset, newName) => at(cursorAt(file, offset), cursor => rename(cursor, newName)),
    callItemAt: (file, offset) =>
      at(cursorAt(file, offset), ({ object }) => (takesPart(object) ? callItem(object, presentOf) : undefined)),
    incomingCalls: ref => calls(ref, incomingCalls),
    outgoingCalls: ref => calls(ref, outgoingCalls),
  };
}

function at<T>(cursor: Cursor | undefined, ask: (cursor: Cursor) => T): T | undefined {
  return cursor && ask(cursor);
}

function* allObjects(snapshot: Snapshot): Iterable<KubernetesObject> {
  for (const { objects } of snapshot.files.values()) yield* objects;
}

/** The objects that the present text holds; a half-typed document has those that can be read. */
function presentObjects(file: WorkspaceFile | undefined): readonly KubernetesObject[] {
  if (!file || file.stale.size === 0) return file?.objects ?? [];
  return file.manifest.documents.flatMap(document =>
    file.stale.has(document.index)
      ? decodeDocument(document, file.name)
      : file.objects.filter(object => object.source.document === document.index),
  );
}

/** Of the last document that was asked for the items are kept: a List can hold thousands, asked for in turn. */
function presentObjectsOf(snapshot: Snapshot): PresentOf {
  let document: ManifestDocument | undefined;
  let nodes: ReadonlyMap<number | undefined, ManifestNode> = new Map();
  return ({ source }): PresentObject | undefined => {
    const manifest = snapshot.files.get(source.file)?.manifest;
    const wanted = manifest?.documents[source.document];
    if (!wanted) return undefined;
    if (wanted !== document) nodes = new Map(objectNodes(wanted).map(({ item, node }) => [item, node]));
    document = wanted;
    const node = nodes.get(source.item);
    return node && { node, text: manifest.text, isPartial: wanted.problems.length > 0 };
  };
}

/** By identity, the file deciding between alternatives. */
function objectOf(root: Root, { file, kind, namespace, name }: ObjectRef): KubernetesObject | undefined {
  const holding = root.files.find(f => f.name === file);
  return holding?.objects.find(o => kindOf(o) === kind && o.namespace === namespace && o.name === name);
}
