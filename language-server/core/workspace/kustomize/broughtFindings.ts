/**
 * What is wrong in a build with objects that other folders brought, said at the entry that brought them. A base's own
 * file says what is wrong with it wherever it is used; what holds only in this build is said here, hints apart. In: a root and
 * the findings of files in it and in their own roots. Out: findings of the root's kustomization.
 */
import { type KubernetesObject, kindOf } from '../../cluster/objects.ts';
import type { Finding } from '../../validation/finding.ts';
import { registry } from '../../validation/registry.ts';
import { isSuppressed } from '../../validation/suppress.ts';
import type { Root } from '../roots.ts';
import type { Snapshot } from '../snapshot.ts';

export interface FindingsOfFiles {
  readonly here: (file: string) => readonly Finding[];
  /** In the root that the file belongs to. */
  readonly there: (file: string) => readonly Finding[];
  readonly isElsewhere: (file: string) => boolean;
}

/** What the text alone shows is no matter of a build. */
const ofObjects = new Set(registry.filter(rule => rule.kinds !== 'document').map(rule => rule.id));

export function broughtFindings(
  snapshot: Snapshot,
  root: Root,
  { here, there, isElsewhere }: FindingsOfFiles,
): readonly Finding[] {
  const files = root.files.filter(({ name }) => isElsewhere(name));
  const found = files.flatMap(({ name }) => {
    const all = here(name).filter(({ rule, echo, severity }) => ofObjects.has(rule) && !echo && severity !== 'hint');
    const said = all.length ? new Set(there(name).map(placeOf)) : new Set();
    return all.filter(finding => !said.has(placeOf(finding)));
  });
  const manifest = root.build && snapshot.files.get(root.build.kustomization.name)?.manifest;
  return found
    .flatMap(finding => atEntry(finding, root) ?? [])
    .filter(finding => manifest && !isSuppressed(finding, manifest));
}

function placeOf({ rule, document, item, range, field }: Finding): string {
  return [rule, document, item ?? '', range.start, range.end, field ?? ''].join('\n');
}

function atEntry(finding: Finding, { build, files }: Root): Finding | undefined {
  const view = files.find(({ name }) => name === finding.file);
  const object = view?.objects.find(
    ({ source }) => source.document === finding.document && source.item === finding.item,
  );
  const brought = object && build?.builtNodes.get(object.source);
  if (!build || !object || !brought) return undefined;
  const { rule, severity, verdict, message, range } = finding;
  const place = { file: finding.file, range, message: `here ${nameOf(object)} is written` };
  return {
    file: build.kustomization.name,
    document: 0,
    rule,
    severity,
    verdict,
    message,
    range: brought.broughtBy,
    related: [place, ...(finding.related ?? [])],
  };
}

function nameOf(object: KubernetesObject): string {
  return `${kindOf(object)} ${object.namespace}/${object.name}`;
}
