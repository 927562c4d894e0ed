/** What is wrong with a `.routelens.yaml`, as findings, so that it shows where it was written. */
import type { Finding } from '../validation/finding.ts';
import { baseName } from './roots.ts';
import { readSettingsFile, settingsFileName } from './settingsFile.ts';
import type { WorkspaceFile } from './snapshot.ts';

export function settingsFindings(file: WorkspaceFile): Finding[] {
  if (baseName(file.name) !== settingsFileName) return [];
  return readSettingsFile(file.manifest).problems.map(({ range, message }) => ({
    file: file.name,
    document: 0,
    rule: 'setting-not-understood',
    severity: 'warning',
    verdict: 'advice',
    message,
    range,
  }));
}
