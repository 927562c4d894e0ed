/**
 * textDocument/codeAction: the fixes of each finding in the range, and all safe fixes of the file at once. Findings and
 * fixes are worked out anew from the present text, so nothing is kept between requests.
 */
import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import type { FileEdit, Finding, Fix } from '../../core/validation/finding.ts';
import { textRangeOf } from '../fromProto.ts';
import { nameOf } from '../names.ts';
import { placesOf, type Session } from '../session.ts';
import { toDiagnostic } from '../toProto.ts';
import { toWorkspaceEdit } from '../workspaceEdit.ts';

export const fixAllKind = `${CodeActionKind.SourceFixAll}.routelens`;

export function codeAction(session: Session, { textDocument, range, context }: CodeActionParams): CodeAction[] {
  const file = nameOf(textDocument.uri);
  const manifest = session.workspace.snapshot.files.get(file)?.manifest;
  const selected = manifest && textRangeOf(manifest, range);
  if (!selected) return [];
  const findings = session.workspace.analysis.findingsOf(file).filter(f => !f.echo);
  const wants = (kind: string) => context?.only?.some(only => covers(only, kind)) ?? true;
  const touched = findings.filter(f => f.range.start <= selected.end && f.range.end >= selected.start);
  return [
    ...(wants(CodeActionKind.QuickFix) ? touched.flatMap(finding => quickFixes(session, finding)) : []),
    ...(wants(fixAllKind) ? fixAll(session, findings) : []),
  ];
}

/** "source" covers "source.fixAll.routelens"; "" covers everything. */
function covers(only: string, kind: string): boolean {
  return only === '' || kind === only || kind.startsWith(`${only}.`);
}

function quickFixes(session: Session, finding: Finding): CodeAction[] {
  const places = placesOf(session);
  const diagnostics = [toDiagnostic(finding, places, session.client.helpOf)];
  return session.workspace.analysis.fixesOf(finding).map((fix, i) => ({
    title: fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    isPreferred: i === 0 && !fix.suppresses,
    edit: toWorkspaceEdit(fix.edits, session),
  }));
}

function fixAll(session: Session, findings: readonly Finding[]): CodeAction[] {
  const fixes = findings.flatMap(f => session.workspace.analysis.fixesOf(f).find(fix => fix.safe) ?? []);
  const edits = withoutConflicts(fixes);
  if (edits.length === 0) return [];
  return [{ title: 'Fix all safe problems in this file', kind: fixAllKind, edit: toWorkspaceEdit(edits, session) }];
}

/** A fix is applied whole or, where it touches the text of an earlier one, left for the next time. */
function withoutConflicts(fixes: readonly Fix[]): FileEdit[] {
  const taken: FileEdit[] = [];
  for (const { edits } of fixes) {
    if (!edits.some(edit => taken.some(other => collide(edit, other)))) taken.push(...edits);
  }
  return taken;
}

function collide(a: FileEdit, b: FileEdit): boolean {
  return a.file === b.file && a.range.start <= b.range.end && b.range.start <= a.range.end;
}
