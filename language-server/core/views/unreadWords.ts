/**
 * Words for what of a root is not read. In: gaps of its completeness. Out: counts for a summary ("2 templates not
 * evaluated"), and sentences that say what they may hold.
 */
import { filesOf, type Gap, type IncompleteReason } from '../cluster/completeness.ts';

/** "1 Helm template not evaluated", "2 files with documents that do not parse": one for each reason. */
export function gapCounts(gaps: readonly Gap[]): string[] {
  return [...byReason(gaps)].map(([reason, files]) => counted(reason, [...files]));
}

/** For the status: each reason once, with a file to look at. */
export function gapSentences(gaps: readonly Gap[], nameOf: (file: string) => string): string[] {
  const told = gaps.filter(gap => gap.detail !== undefined);
  const counted = gaps.filter(gap => gap.detail === undefined);
  const sentences = [...byReason(counted)].map(([reason, files]) => sentence(reason, [...files].map(nameOf)));
  const ofKustomize = told.map(({ file, detail }) => `Kustomization not fully known: ${detail} (${nameOf(file)}).`);
  return [...new Set([...sentences, ...ofKustomize])];
}

function byReason(gaps: readonly Gap[]): ReadonlyMap<IncompleteReason, ReadonlySet<string>> {
  const files = new Map<IncompleteReason, Set<string>>();
  for (const gap of gaps) {
    const known = files.get(gap.reason) ?? new Set();
    for (const file of filesOf(gap)) known.add(file);
    files.set(gap.reason, known);
  }
  return files;
}

function counted(reason: IncompleteReason, files: readonly string[]): string {
  const n = files.length;
  const of = (one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
  switch (reason) {
    case 'template':
      return templateCount(files);
    case 'unparsable':
      return `${of('file')} with a document that does not parse`;
    case 'size-limit':
      return `${of('file')} too large to read`;
    case 'kustomize':
      return 'a kustomization that is not fully known';
    case 'loading':
      return 'files are still being read';
  }
}

/** "2 Helm templates not evaluated". */
export function templateCount(files: readonly string[]): string {
  const one = files.every(isOfChart) ? 'Helm template' : 'template';
  return `${files.length} ${files.length === 1 ? one : `${one}s`} not evaluated`;
}

function sentence(reason: IncompleteReason, files: readonly string[]): string {
  const [first = '', ...others] = files;
  if (reason === 'loading') return 'Files are still being read, so nothing is reported missing yet.';
  if (reason === 'kustomize') return `The kustomization is not built here; its files are taken as written (${first}).`;
  const where = others.length ? `${first} and ${others.length} more` : first;
  return `${capitalized(counted(reason, files))}; ${others.length ? 'they' : 'it'} may add objects (${where}).`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Charts keep their templates in a folder of that name. */
function isOfChart(file: string): boolean {
  return /(?:^|\/)templates\//.test(file);
}
