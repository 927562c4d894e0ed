/**
 * Files below an input that are no manifests of its cluster, by their names alone: other people's trees that a repository
 * carries along, and what tests hold results against. In: a path below the input, with slashes. Out: why it is passed
 * over, if it is. Whoever names such a folder or file as the input itself means it, so the input's own path is not asked.
 */

export type PassedOver = 'foreign-tree' | 'test-expectation';

/** Dependencies and fixtures, as Go, Bazel, npm, Bower, Terraform and Jsonnet Bundler lay them out. */
const foreignFolders = new Set([
  ...['vendor', 'third_party', 'third-party', 'testdata', '.git'],
  ...['node_modules', 'bower_components', 'jspm_packages', '.terraform', '.terragrunt-cache', '.venv', 'site-packages'],
]);

const expectationFolders = new Set(['expected', 'golden', 'goldens', '__snapshots__', '__golden__']);

/**
 * kuttl takes `01-assert.yaml` and `01-errors-more.yaml` by these words; chainsaw and other tests follow the habit with
 * names of their own in front.
 */
const expectationNames = [
  /^(?:\d+-)?(?:assert|errors)(?:-[^.]+)?\.ya?ml$/i,
  /[-_.](?:asserts?|errors?)(?:-\d+)?\.ya?ml$/i,
  /^(?:chainsaw-test|kuttl-test)\.ya?ml$/i,
  /(?:^|[-_.])(?:golden|expected)\.(?:ya?ml|json)$/i,
];

/** Trees of thousands of files without a manifest, which nobody counts. */
const uncounted = new Set(['.git', 'node_modules', 'bower_components', 'jspm_packages', '.venv', 'site-packages']);

export function passedOver(path: string): PassedOver | undefined {
  const folders = path.split('/');
  const name = folders.pop()!;
  return reasonOfFolders(folders) ?? (expectationNames.some(form => form.test(name)) ? 'test-expectation' : undefined);
}

export function passedOverFolder(path: string): PassedOver | undefined {
  return reasonOfFolders(path.split('/'));
}

export function isWorthCounting(folder: string): boolean {
  return !folder.split('/').some(step => uncounted.has(step));
}

function reasonOfFolders(folders: readonly string[]): PassedOver | undefined {
  if (folders.some(folder => foreignFolders.has(folder))) return 'foreign-tree';
  return folders.some(folder => expectationFolders.has(folder)) ? 'test-expectation' : undefined;
}
