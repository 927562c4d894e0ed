/** Prints findings: text for people, JSON (the contract), SARIF for code scanning, GitHub workflow commands. */
import { styleText } from 'node:util';
import { lineStarts, type Position, positionAt } from '../core/base/positions.ts';
import { visibleLine, visibleText } from '../core/base/visibleText.ts';
import type { Finding, Fix } from '../core/validation/finding.ts';
import type { Snapshot } from '../core/workspace/snapshot.ts';

export interface Report {
  readonly findings: readonly Finding[];
  readonly snapshot: Snapshot;
  readonly fixesOf: (finding: Finding) => readonly Fix[];
  /** Names of the files with a template that is not evaluated. */
  readonly templates: readonly string[];
  /** Files that could not be read. */
  readonly skipped: number;
}

export const reportFormats = ['text', 'json', 'sarif', 'github'] as const;

interface Placed {
  readonly finding: Finding;
  readonly start: Position;
  readonly end: Position;
}

export function printFindings(report: Report, format: string, colour: boolean): string {
  const placed = place(report);
  if (format === 'json') return `${JSON.stringify(toJson(placed, report), null, 2)}\n`;
  return printOnce(
    placed.filter(({ finding }) => !finding.echo),
    format,
    colour,
  );
}

function printOnce(placed: readonly Placed[], format: string, colour: boolean): string {
  if (format === 'sarif') return `${JSON.stringify(toSarif(placed), null, 2)}\n`;
  if (format === 'github') return placed.map(toGithub).join('');
  return placed.map(item => toText(item, colour)).join('');
}

function place({ findings, snapshot }: Report): Placed[] {
  const starts = new Map<string, readonly number[]>();
  return findings.map(finding => {
    const { text } = snapshot.files.get(finding.file)!.manifest;
    const lines = starts.get(finding.file) ?? lineStarts(text);
    starts.set(finding.file, lines);
    return { finding, start: positionAt(lines, finding.range.start), end: positionAt(lines, finding.range.end) };
  });
}

const colours = { error: 'red', warning: 'yellow', information: 'blue', hint: 'gray' } as const;

function toText({ finding, start }: Placed, colour: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) => (colour ? styleText(style, text) : text);
  const file = visibleLine(finding.file);
  const place = `${file}:${start.line + 1}:${start.character + 1}`;
  const template = finding.renderedFrom === undefined ? '' : `  rendered from ${visibleLine(finding.renderedFrom)}\n`;
  return `${place}: ${paint(colours[finding.severity], finding.severity)} ${paint('dim', finding.rule)}\n  ${visibleLine(finding.message)}\n${template}`;
}

export function helpPath(rule: string): string {
  return `docs/rules/${rule}.md`;
}

function toJson(placed: readonly Placed[], { fixesOf, snapshot, templates }: Report): unknown {
  const findings = placed.map(({ finding, start, end }) => ({
    file: finding.file,
    document: finding.document,
    item: finding.item,
    rule: finding.rule,
    severity: finding.severity,
    verdict: finding.verdict,
    reason: finding.reason,
    field: finding.field,
    message: finding.message,
    renderedFrom: finding.renderedFrom,
    help: helpPath(finding.rule),
    range: { start, end },
    fixes: fixesOf(finding).map(({ title, safe }) => ({ title, safe })),
  }));
  return { findings, summary: { files: snapshot.files.size, templatesNotEvaluated: templates.length } };
}

const sarifLevels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

function toSarif(placed: readonly Placed[]): unknown {
  const rules = [...new Set(placed.map(({ finding }) => finding.rule))]
    .sort()
    .map(id => ({ id, helpUri: helpPath(id) }));
  const results = placed.map(({ finding, start, end }) => ({
    ruleId: finding.rule,
    level: sarifLevels[finding.severity],
    message: { text: finding.message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(finding.file) },
          region: {
            startLine: start.line + 1,
            startColumn: start.character + 1,
            endLine: end.line + 1,
            endColumn: end.character + 1,
          },
        },
      },
    ],
  }));
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return { $schema: schema, version: '2.1.0', runs: [{ tool: { driver: { name: 'routelens', rules } }, results }] };
}

const githubLevels = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

function toGithub({ finding, start, end }: Placed): string {
  const encode = (text: string) =>
    visibleText(text.replaceAll('\r\n', '\n')).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  const property = (text: string) => encode(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  const where = `file=${property(finding.file)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1},endColumn=${end.character + 1}`;
  return `::${githubLevels[finding.severity]} ${where},title=${property(finding.rule)}::${encode(finding.message)}\n`;
}
