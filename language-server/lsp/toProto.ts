/** The core's plain data, in offsets and file names, as LSP has it: positions and URIs. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Location, type Range } from 'vscode-languageserver';
import { lineStarts, positionAt } from '../core/base/positions.ts';
import type { TextRange } from '../core/base/textRange.ts';
import type { Finding } from '../core/validation/finding.ts';
import { registry } from '../core/validation/registry.ts';
import type { ServiceRef, ViewLocation } from '../core/views/model.ts';
import type { Snapshot } from '../core/workspace/snapshot.ts';
import type { Manifest } from '../core/yaml/manifest.ts';
import type { DiagnosticData, ServiceArgument } from './protocol.ts';

/** What conversions need: the texts that offsets are in, and how the client spells a file's URI. */
export interface Places {
  readonly snapshot: Snapshot;
  readonly uriOf: (name: string) => string;
}

const starts = new WeakMap<Manifest, readonly number[]>();

/** Line starts of a text, found once for each text. */
export function startsOf(manifest: Manifest): readonly number[] {
  const known = starts.get(manifest);
  if (known) return known;
  const made = lineStarts(manifest.text);
  starts.set(manifest, made);
  return made;
}

export function toRange(manifest: Manifest, { start, end }: TextRange): Range {
  const lines = startsOf(manifest);
  return { start: positionAt(lines, start), end: positionAt(lines, end) };
}

/** Undefined where the file has gone meanwhile. */
export function toLocation({ file, range }: ViewLocation, places: Places): Location | undefined {
  const manifest = places.snapshot.files.get(file)?.manifest;
  return manifest && { uri: places.uriOf(file), range: toRange(manifest, range) };
}

export function toServiceArgument({ file, namespace, name }: ServiceRef, { uriOf }: Places): ServiceArgument {
  return { uri: uriOf(file), namespace, name };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

const tags = { unnecessary: DiagnosticTag.Unnecessary, deprecated: DiagnosticTag.Deprecated } as const;

const schemaMistakes = new Set(registry.filter(rule => rule.isSchemaMistake).map(rule => rule.id));
const schemaMistakeData: DiagnosticData = { isSchemaMistake: true };

export function toDiagnostic(finding: Finding, places: Places, helpOf: (rule: string) => string): Diagnostic {
  const related = (finding.related ?? []).flatMap(({ file, range, message }) => {
    const location = toLocation({ file, range }, places);
    return location ? [{ location, message }] : [];
  });
  return {
    range: toRange(places.snapshot.files.get(finding.file)!.manifest, finding.range),
    severity: severities[finding.severity],
    code: finding.rule,
    codeDescription: { href: helpOf(finding.rule) },
    source: 'routelens',
    message: finding.renderedFrom ? `${finding.message} (Rendered from ${finding.renderedFrom}.)` : finding.message,
    ...(related.length ? { relatedInformation: related } : {}),
    ...(schemaMistakes.has(finding.rule) ? { data: schemaMistakeData } : {}),
    ...(finding.tag ? { tags: [tags[finding.tag]] } : {}),
  };
}
