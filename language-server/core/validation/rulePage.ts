/** A rule's page in Markdown, made from the rule alone: for docs/rules, for hover links and for the command line. */
import type { RuleExample, ValidationRule } from './defineRule.ts';
import { type ExampleFile, exampleInputs, readExample } from './exampleFiles.ts';
import { validateFile } from './run.ts';

const verdictWords = {
  rejected: 'the API server refuses it',
  warned: 'the API server accepts it with a warning',
  dropped: 'the API server accepts it, but traffic will not get through',
  advice: 'the API server accepts it',
} as const;

export function printRulePage(rule: ValidationRule): string {
  const facts = [
    `- Verdict: \`${rule.verdict}\` (${verdictWords[rule.verdict]})`,
    `- Severity: ${rule.severity}`,
    ...(rule.since ? [`- Since: Kubernetes ${rule.since}`] : []),
    ...(rule.fixes ? ['- Has a quick fix'] : []),
  ];
  const condition =
    rule.kinds === 'document' || !rule.seeks
      ? []
      : [
          `It rests on the absence of ${rule.seeks}. Where a part of the workspace that is not read could hold one (a template, a document that does not parse, a missing part of a kustomization), the finding steps down or is left out.`,
        ];
  const sections = [
    `# ${rule.id}`,
    rule.summary,
    facts.join('\n'),
    rule.rationale.trim(),
    ...condition,
    ...examples('Wrong', rule.examples.bad, rule),
    ...examples('Right', rule.examples.good, rule),
    '## Turn it off',
    `For one line, write \`# routelens-disable-next-line ${rule.id}\` above it; for a file, \`# routelens-disable-file ${rule.id}\` anywhere in it. For all files, set it in \`.routelens.yaml\` (or the setting \`routelens.rules\`):`,
    `\`\`\`yaml\nrules:\n  ${rule.id}: off\n\`\`\``,
  ];
  return `${sections.join('\n\n')}\n`;
}

function examples(heading: string, list: readonly RuleExample[], rule: ValidationRule): string[] {
  return list.flatMap((example, i) => [...(i === 0 ? [`## ${heading}`] : []), ...printExample(example, rule)]);
}

function printExample(example: RuleExample, rule: ValidationRule): string[] {
  const files = readExample(example.text);
  const inputs = exampleInputs(files, example.settings);
  const messages = inputs.flatMap(input => validateFile(input, [rule])).map(finding => `> ${finding.message}`);
  return [
    ...(example.title ? [`${example.title}:`] : []),
    ...files.flatMap(file => printFile(file, files.length > 1)),
    ...(messages.length ? [[...new Set(messages)].join('\n>\n')] : []),
    ...(example.fixed === undefined ? [] : ['After the first fix:', fence(example.fixed)]),
  ];
}

function printFile(file: ExampleFile, named: boolean): string[] {
  return [...(named ? [`\`${file.name}\`:`] : []), fence(file.text)];
}

const longestListing = 30;

function fence(text: string): string {
  const lines = text
    .trimEnd()
    .split('\n')
    .map(line => (line.length > 160 ? `${line.slice(0, 150)}…` : line));
  const left = lines.length - longestListing;
  const shown = left > 0 ? [...lines.slice(0, 12), `# … ${lines.length - 12} more lines`] : lines;
  return `\`\`\`yaml\n${shown.join('\n')}\n\`\`\``;
}

/** The index of all rules. */
export function printRuleIndex(rules: readonly ValidationRule[]): string {
  const rows = rules.map(r => `| [${r.id}](${r.id}.md) | ${r.verdict} | ${r.severity} | ${r.summary} |`);
  const head = ['| rule | verdict | severity | what is wrong |', '|---|---|---|---|'];
  const table = [...head, ...rows].join('\n');
  return `# Rules\n\n${rules.length} rules. Each page tells why, with examples.\n\n${table}\n`;
}
