import { readSettingsFile } from '../../cluster/settingsFile.ts';
import { defineDocumentRule } from '../defineRule.ts';

export const settingNotUnderstood = defineDocumentRule({
  id: 'setting-not-understood',
  kinds: 'document',
  ofSettingsFile: true,
  severity: 'warning',
  verdict: 'advice',
  summary: 'A setting of .routelens.yaml is unknown, or its value is not one that it takes.',
  rationale: `\`.routelens.yaml\` tells Routelens what the manifests do not say of their cluster: mode, release, ranges, severities. A setting that is
not understood is passed over, and what was assumed without it stays assumed. The other settings of the file count.`,
  *check({ document }) {
    for (const { start, end, message } of document.problems) {
      yield {
        path: [],
        range: { start, end },
        message: `.routelens.yaml cannot be read, so its settings have no effect: ${message}`,
      };
    }
    for (const { range, message } of readSettingsFile(document).problems) yield { path: [], range, message };
  },
  examples: {
    bad: [
      {
        text: `#- .routelens.yaml
mode: userspace
#     ^^^^^^^^^
nodeRange: 30000-32767
#<<<<<<<<
`,
      },
    ],
    good: [
      {
        text: `#- .routelens.yaml
mode: nftables
nodePortRange: 20000-22767
rules: { selector-no-match: off }
`,
      },
    ],
  },
});
