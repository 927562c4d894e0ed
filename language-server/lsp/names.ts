/**
 * Names of files in a snapshot: URIs with their escapes undone, so that every spelling of one URI is the same name.
 * In: URIs of the client or paths below a folder. Out: names, and URIs made of them again.
 */

/** `file:///c%3A/x%20y.yaml` and `file:///C:/x y.yaml` are both `file:///c:/x y.yaml`. */
export function nameOf(uri: string): string {
  return undoEscapes(uri).replace(/^file:\/\/\/([A-Z]):/, (_, drive: string) => `file:///${drive.toLowerCase()}:`);
}

function undoEscapes(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** Folder names end in a slash, so that they are prefixes of what they hold. */
export function folderName(uri: string): string {
  const name = nameOf(uri);
  return name.endsWith('/') ? name : `${name}/`;
}

export function uriOf(name: string): string {
  const scheme = /^[a-zA-Z][\w+.-]*:/.exec(name)?.[0] ?? '';
  return scheme + name.slice(scheme.length).split('/').map(encodeURIComponent).join('/');
}

export function isInside(name: string, folder: string): boolean {
  return name.startsWith(folder) && name !== folder;
}
