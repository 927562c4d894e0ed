/** Every rule: its examples give exactly the findings they mark, and every fix makes its finding go away. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RuleExample, ValidationRule } from '../../core/validation/defineRule.ts';
import { type ExampleFile, exampleInputs, readExample } from '../../core/validation/exampleFiles.ts';
import type { Finding, Fix } from '../../core/validation/finding.ts';
import { registry } from '../../core/validation/registry.ts';
import { fixesOf, validateFile } from '../../core/validation/run.ts';
import { applyEdits } from '../../core/yaml/edits.ts';

/** Drawn by every manifest of its kind; told of in its own examples only. */
const omnipresent = ['endpoints-api-deprecated'];

function findingsOf(files: readonly Pick<ExampleFile, 'name' | 'text'>[], rule: ValidationRule, example: RuleExample) {
  const findings = exampleInputs(files, example.settings).flatMap(input => validateFile(input));
  const isLoud = (f: Finding) => f.severity === 'error' || f.severity === 'warning';
  return findings.filter(f => f.rule === rule.id || (isLoud(f) && !omnipresent.includes(f.rule)));
}

function shown(text: string, f: Pick<Finding, 'range' | 'rule'> & { reason?: string; field?: string }): string {
  const line = text.slice(0, f.range.start).split('\n').length;
  const words = [f.rule, f.reason, f.field].filter(Boolean).join(' ');
  return `line ${line} "${text.slice(f.range.start, f.range.end)}": ${words}`;
}

function checkExample(rule: ValidationRule, example: RuleExample): void {
  const files = readExample(example.text);
  const left = [...findingsOf(files, rule, example)];
  for (const file of files) {
    for (const wanted of file.expected) {
      const i = left.findIndex(
        f =>
          f.file === file.name &&
          f.rule === (wanted.rule ?? rule.id) &&
          f.range.start === wanted.range.start &&
          f.range.end === wanted.range.end &&
          (!wanted.reason || f.reason === wanted.reason) &&
          (!wanted.field || f.field === wanted.field),
      );
      const got = left.map(f => `${shown(files.find(x => x.name === f.file)?.text ?? '', f)}\n    ${f.message}`);
      const expected = shown(file.text, { ...wanted, rule: wanted.rule ?? rule.id } as never);
      assert.ok(i >= 0, `expected ${expected}\ngot:\n  ${got.join('\n  ')}`);
      left.splice(i, 1);
    }
  }
  assert.deepEqual(
    left.map(f => `${shown(files.find(x => x.name === f.file)?.text ?? '', f)} ${f.message}`),
    [],
  );
}

function applyFix(files: readonly ExampleFile[], fix: Fix): { name: string; text: string }[] {
  return files.map(({ name, text }) => ({
    name,
    text: applyEdits(
      text,
      fix.edits.filter(e => e.file === name),
    ),
  }));
}

function checkFixes(rule: ValidationRule, example: RuleExample): void {
  const files = readExample(example.text);
  const inputs = exampleInputs(files, example.settings);
  const own = inputs.flatMap(input => validateFile(input, [rule]).map(finding => ({ finding, input })));
  const fixes = own.flatMap(({ finding, input }) => fixesOf(finding, input));
  const count = own.length;
  const before = findingsOf(files, rule, example).map(f => f.rule);
  for (const fix of fixes) {
    if (fix.safe) {
      const added = findingsOf(applyFix(files, fix), rule, example).filter(f => !before.includes(f.rule));
      assert.deepEqual(added, [], `"${fix.title}" is called safe`);
    }
    const after = findingsOf(applyFix(files, fix), rule, example).filter(f => f.rule === rule.id).length;
    assert.ok(
      after < count,
      `"${fix.title}" leaves ${after} of ${count} findings:\n${applyFix(files, fix)
        .map(f => f.text)
        .join('---\n')}`,
    );
  }
  if (example.fixed === undefined) return;
  assert.ok(fixes[0], 'the example has a fixed text, but no fix');
  const texts = applyFix(files, fixes[0]);
  assert.equal(texts.map(f => (files.length > 1 ? `#- ${f.name}\n${f.text}` : f.text)).join(''), example.fixed);
}

for (const rule of registry) {
  describe(rule.id, () => {
    for (const [i, example] of rule.examples.bad.entries()) {
      it(`bad ${i + 1}`, () => {
        assert.ok(
          readExample(example.text).some(file => file.expected.length > 0),
          'marks no finding',
        );
        checkExample(rule, example);
      });
      it(`fixes of bad ${i + 1}`, () => checkFixes(rule, example));
    }
    for (const [i, example] of rule.examples.good.entries()) {
      it(`good ${i + 1}`, () => checkExample(rule, example));
    }
  });
}
