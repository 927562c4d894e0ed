/** `routelens check`: runs the validation rules over the inputs and prints what they find. */
import type { Severity } from '../../core/cluster/clusterSettings.ts';
import type { Finding } from '../../core/validation/finding.ts';
import { templateCount } from '../../core/views/unreadWords.ts';
import { analyse } from '../../core/workspace/analyse.ts';
import type { Snapshot } from '../../core/workspace/snapshot.ts';
import { applyEdits } from '../applyEdits.ts';
import type { Console } from '../console.ts';
import { printFindings, type Report, reportFormats } from '../formatFindings.ts';
import { countManifests, loadInputs } from '../loadInputs.ts';
import { oneOf, readOptions, validatedReleases } from '../options.ts';

const thresholds = ['error', 'warning', 'information', 'hint', 'never'] as const;

export async function check(args: readonly string[], console: Console): Promise<number> {
  const { common, own } = readOptions(args, {
    own: { 'fail-on': { type: 'string', default: 'error' }, fix: { type: 'boolean', default: false } },
    formats: reportFormats,
    releases: validatedReleases,
  });
  const failOn = oneOf('--fail-on', String(own['fail-on']), thresholds);
  const inputs = await loadInputs(common, console);
  const snapshot = own.fix ? await applyEdits(inputs, console) : inputs.snapshot;
  const report = reportOf(snapshot, inputs.skipped);
  console.out(printFindings(report, common.format, console.colour));
  if (common.format === 'text') console.err(summary(report, await countManifests(inputs.passedOver)));
  return report.findings.some(finding => reaches(finding.severity, failOn)) ? 1 : 0;
}

function reaches(severity: Severity, threshold: (typeof thresholds)[number]): boolean {
  return threshold !== 'never' && thresholds.indexOf(severity) <= thresholds.indexOf(threshold);
}

function reportOf(snapshot: Snapshot, skipped: number): Report {
  const analysis = analyse(snapshot);
  const files = [...snapshot.files.values()];
  const findings = files.flatMap(file => analysis.findingsOf(file.name));
  const withTemplates = files.filter(f => f.manifest.documents.some(d => d.isTemplate && d.isKubernetes));
  const templates = withTemplates.map(({ name }) => name);
  return { findings, snapshot, fixesOf: analysis.fixesOf, templates, skipped };
}

function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

function summary({ findings, snapshot, templates }: Report, passedOver: number): string {
  const of = (severity: Severity) => findings.filter((f: Finding) => f.severity === severity && !f.echo).length;
  const counts = [
    count(of('error'), 'error'),
    count(of('warning'), 'warning'),
    count(of('information') + of('hint'), 'remark'),
  ];
  const left = templates.length ? `; ${templateCount(templates)}` : '';
  const over = passedOver
    ? `; ${count(passedOver, 'file')} passed over (vendored, test data or test expectations: name the folder to check it)`
    : '';
  return `${counts.join(', ')} in ${count(snapshot.files.size, 'manifest file')}${left}${over}\n`;
}
