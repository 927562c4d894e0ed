/** What the command line shares with the language server: which files hold manifests, and the walk that finds them. */
export { findManifestFiles } from './files/findManifestFiles.ts';
export { decodeText, isManifestText, languageOf } from './files/manifestText.ts';
