/**
 * From a rule's draft to a finding: range, the server's field, verdict and severity. What rests on an assumption steps
 * down and says so; a severity that the person chose wins over all.
 */
import type { TextRange } from '../base/textRange.ts';
import type { ClusterSettings } from '../cluster/clusterSettings.ts';
import type { KubernetesObject } from '../cluster/objects.ts';
import type { ManifestDocument } from '../yaml/manifest.ts';
import { type FieldPath, type ManifestNode, printPath, rangeAt } from '../yaml/manifestNode.ts';
import type { Draft, Severity, ValidationRule, Verdict } from './defineRule.ts';
import type { Finding, Fix } from './finding.ts';

export interface Judged {
  readonly finding: Finding;
  readonly fixes: () => readonly Fix[];
  readonly because?: readonly KubernetesObject[] | undefined;
}

export interface JudgeInput {
  readonly rule: ValidationRule;
  readonly draft: Draft;
  readonly input: {
    readonly file: string;
    readonly manifest: { readonly text: string };
    readonly settings: ClusterSettings;
  };
  readonly document: ManifestDocument;
  readonly object: KubernetesObject | undefined;
  readonly node: ManifestNode | undefined;
  readonly fixes: () => readonly Fix[];
}

export function judge(judged: JudgeInput): Judged {
  const { rule, draft, input, document, object, fixes } = judged;
  const { verdict, severity, note } = stepDown(rule, draft, input.settings);
  const item = draft.item ?? object?.source.item;
  const reason = verdict === 'rejected' ? draft.reason : undefined;
  const field = fieldOf(draft, verdict, reason !== undefined);
  const finding: Finding = {
    file: input.file,
    document: document.index,
    ...(item === undefined ? {} : { item }),
    rule: rule.id,
    severity: (input.settings.severities[rule.id] as Severity | undefined) ?? severity,
    verdict,
    ...(reason === undefined ? {} : { reason }),
    ...(verdict === 'rejected' && isRangeAssumed(draft, input.settings) ? { doubt: 'assumed-range' } : {}),
    ...(field === undefined ? {} : { field }),
    message: note ? `${draft.message} ${note}` : draft.message,
    ...(document.renderedFrom === undefined ? {} : { renderedFrom: document.renderedFrom }),
    range: rangeOf(judged),
    ...(draft.related?.length ? { related: draft.related } : {}),
    ...(draft.tag ? { tag: draft.tag } : {}),
  };
  return { finding, fixes, because: draft.because };
}

function isRangeAssumed({ restsOn }: Draft, { nodePortRange }: ClusterSettings): boolean {
  return restsOn === 'node-port-range' && nodePortRange.from === 'assumed';
}

/** What holds only once something else is accepted that is refused itself. */
export function postponed(finding: Finding, settings: ClusterSettings): Finding {
  const { reason: _reason, field: _field, doubt: _doubt, ...rest } = finding;
  const severity = (settings.severities[finding.rule] as Severity | undefined) ?? 'information';
  const message = `${finding.message} (So far the other one is refused itself.)`;
  return { ...rest, verdict: 'advice', severity, message };
}

const defaultSeverity: Readonly<Record<Verdict, Severity>> = {
  rejected: 'error',
  warned: 'warning',
  dropped: 'warning',
  advice: 'information',
};

interface Standing {
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly note?: string;
}

function stepDown(rule: ValidationRule, draft: Draft, settings: ClusterSettings): Standing {
  const verdict = draft.verdict ?? rule.verdict;
  const usual = verdict === rule.verdict ? rule.severity : defaultSeverity[verdict];
  const severity = draft.severity ?? usual;
  if (draft.restsOn === 'service-range' && settings.serviceCidrs.from === 'assumed') {
    const note = `(The service range ${settings.serviceCidrs.value.join(', ')} is only assumed: set it to be sure.)`;
    return { verdict: 'advice', severity: 'hint', note };
  }
  if (draft.restsOn === 'node-port-range' && settings.nodePortRange.from === 'assumed' && severity === 'error') {
    const { from, to } = settings.nodePortRange.value;
    return {
      verdict,
      severity: 'warning',
      note: `(The node port range ${from}-${to} is only assumed: set it to be sure.)`,
    };
  }
  return { verdict, severity };
}

function fieldOf(draft: Draft, verdict: Verdict, hasReason: boolean): string | undefined {
  if (draft.field === null || (verdict !== 'rejected' && verdict !== 'warned')) return undefined;
  if (draft.field !== undefined) return draft.field;
  return hasReason || verdict === 'warned' ? printPath(draft.path) : undefined;
}

/** The token to underline, never more than one line; the object's name where the text has nothing nearer. */
function rangeOf({ draft, input, node, object, document }: JudgeInput): TextRange {
  const { text } = input.manifest;
  const fallback = object?.source.nameRange ?? { start: document.start, end: document.start };
  const range = draft.range ?? (node && visibleRange(node, draft.path)) ?? fallback;
  const start = Math.min(range.start, text.length);
  const end = Math.min(Math.max(range.end, start), text.length);
  const newline = text.indexOf('\n', start);
  if (newline < 0 || newline >= end) return { start, end };
  return { start, end: start + Math.max(text.slice(start, newline).trimEnd().length, 1) };
}

/** The path's own range, or that of the nearest parent that has any text. */
function visibleRange(node: ManifestNode, path: FieldPath): TextRange | undefined {
  for (let length = path.length; length > 0; length--) {
    const range = rangeAt(node, path.slice(0, length));
    if (range.start < range.end) return range;
  }
  return undefined;
}
