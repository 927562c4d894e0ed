/**
 * Which files a kustomization rests on, by name, whether they are here or not. In: its file. Out: names of files, and of
 * the kustomizations that its folders may have.
 */
import type { WorkspaceFile } from '../snapshot.ts';
import { decodeKustomization, type Patch } from './kustomization.ts';
import { directoryOf, isKustomizationName, kustomizationNames, resolvePath } from './paths.ts';

export function namedFiles({ name, manifest }: WorkspaceFile): readonly string[] {
  const root = manifest.documents[0]?.root;
  if (!isKustomizationName(name) || !root) return [];
  const { resources, components, configurations, patches, latePatches } = decodeKustomization(root);
  const resolve = (paths: readonly string[]) => paths.flatMap(path => resolvePath(directoryOf(name), path) ?? []);
  const listed = resolve([...resources, ...components].map(({ path }) => path));
  const folders = listed.map(path => (path === '' ? '' : `${path}/`));
  return [
    ...listed,
    ...folders.flatMap(folder => kustomizationNames.map(base => folder + base)),
    ...resolve([...configurations.map(({ path }) => path), ...[...patches, ...latePatches].flatMap(pathOf)]),
  ];
}

function pathOf({ content }: Patch): string[] {
  return content.kind === 'file' ? [content.entry.path] : [];
}
