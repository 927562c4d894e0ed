/**
 * Turns the editor's `files.exclude` into patterns of .gitignore's form. In: the setting's value. Out: patterns.
 */

/** Entries with a `when` clause depend on sibling files and exclude no manifests in practice, so they are passed over. */
export function excludePatterns(filesExclude: unknown): string[] {
  if (typeof filesExclude !== 'object' || filesExclude === null) return [];
  return Object.entries(filesExclude)
    .filter(([, on]) => on === true)
    .flatMap(([glob]) => expandBraces(glob))
    .map(toGitignore);
}

/** "*.{a,b}" is "*.a" and "*.b"; .gitignore has no braces. */
function expandBraces(glob: string): string[] {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(glob);
  if (!match) return [glob];
  const [, before, alternatives, after] = match;
  return alternatives!.split(',').flatMap(choice => expandBraces(`${before}${choice}${after}`));
}

/** A glob is anchored at the folder, while a .gitignore pattern without a slash matches at every level. */
function toGitignore(glob: string): string {
  return glob.startsWith('**/') || glob.startsWith('/') ? glob : `/${glob}`;
}
