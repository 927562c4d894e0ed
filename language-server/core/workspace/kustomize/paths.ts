/** Names of files from what a kustomization says. In: a folder that ends in a slash, and a path. Out: a name. */

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

export function directoryOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

export function isKustomizationName(file: string): boolean {
  return kustomizationNames.includes(baseName(file));
}

/** The path as a name like those of the workspace; undefined for what is no relative path. */
export function resolvePath(folder: string, path: string): string | undefined {
  if (path === '' || path.startsWith('/') || /^[a-z]+:\/\//i.test(path)) return undefined;
  const steps = folder.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '' || step === '.') continue;
    const isClimbing = step === '..' && steps.length > 0 && steps.at(-1) !== '..' && steps.at(-1) !== '';
    if (isClimbing) steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}
