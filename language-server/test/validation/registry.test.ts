/** What holds for all rules: registered, documented, exemplified; and none of them ever throws. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { it } from 'node:test';
import fc from 'fast-check';
import { exampleInputs, readExample } from '../../core/validation/exampleFiles.ts';
import { registry } from '../../core/validation/registry.ts';
import { printRuleIndex, printRulePage } from '../../core/validation/rulePage.ts';
import { fixesOf, validateFile } from '../../core/validation/run.ts';

const rulesFolder = new URL('../../core/validation/rules/', import.meta.url);
const pagesFolder = new URL('../../../docs/rules/', import.meta.url);
const ids = registry.map(rule => rule.id);

it('lists every file of rules/, in order', () => {
  const files = readdirSync(rulesFolder).map(name => name.replace(/\.ts$/, ''));
  assert.deepEqual(ids, files.sort());
});

it('names rules in kebab-case, for what is wrong', () => {
  for (const id of ids) assert.match(id, /^(?!no-)[a-z0-9]+(-[a-z0-9]+)*$/);
});

it('gives every rule examples of both kinds and words to explain it', () => {
  for (const rule of registry) {
    assert.ok(rule.examples.bad.length > 0 && rule.examples.good.length > 0, rule.id);
    assert.ok(rule.summary.length > 10 && rule.rationale.length > 10, rule.id);
    // A fix that no example shows is one that nothing tests.
    if (rule.fixes) {
      assert.ok(
        rule.examples.bad.some(e => e.fixed !== undefined),
        `${rule.id} shows no fix`,
      );
    }
  }
});

it('has a current page for every rule', () => {
  const page = (name: string) => readFileSync(new URL(name, pagesFolder), 'utf8');
  for (const rule of registry) {
    assert.equal(page(`${rule.id}.md`), printRulePage(rule), `${rule.id}.md is stale: run scripts/gen-docs.mjs`);
  }
  assert.equal(page('README.md'), printRuleIndex(registry));
  assert.equal(readdirSync(pagesFolder).length, registry.length + 1);
});

const texts = registry
  .flatMap(rule => [...rule.examples.bad, ...rule.examples.good])
  .flatMap(example => readExample(example.text).map(file => file.text))
  .filter(text => text.length < 3000);

const junk = [
  'null',
  '[]',
  '{}',
  '""',
  '-1',
  '1e400',
  '.nan',
  '*x',
  '&x',
  '- ',
  '? ',
  ': ',
  '\t',
  '\r\n',
  '{',
  ']',
  '"',
  '0x',
  '\ud800',
  '---\n',
  '<<: *x',
];

/** Example manifests with pieces cut out, doubled, swapped for junk or cut off in the middle. */
const mutilated = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(4000), fc.nat(12), fc.constantFrom('', ...junk)), { minLength: 1, maxLength: 5 }),
  )
  .map(([text, cuts]) =>
    cuts.reduce((t, [at, length, piece]) => {
      const start = at % (t.length + 1);
      return t.slice(0, start) + piece + t.slice(start + length);
    }, text),
  );

it('never throws, and every finding lies inside the text, whatever the input', () => {
  fc.assert(
    fc.property(mutilated, fc.boolean(), (text, isJson) => {
      for (const input of exampleInputs([{ name: isJson ? 'a.json' : 'a.yaml', text }])) {
        for (const finding of validateFile(input)) {
          const { start, end } = finding.range;
          assert.ok(0 <= start && start <= end && end <= text.length, `${finding.rule} ${start}-${end}`);
          assert.deepEqual(JSON.parse(JSON.stringify(finding)), finding);
          for (const fix of fixesOf(finding, input)) assert.ok(fix.edits.length > 0);
        }
      }
    }),
    { numRuns: 1500 },
  );
});

it('never throws on JSON values of any shape in the place of known fields', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const spec = fc.dictionary(fc.constantFrom(...Object.keys(specFields)), value);
  fc.assert(
    fc.property(spec, fc.constantFrom('Service', 'Endpoints', 'EndpointSlice'), value, (body, kind, metadata) => {
      const apiVersion = kind === 'EndpointSlice' ? 'discovery.k8s.io/v1' : 'v1';
      const object = { apiVersion, kind, metadata, ...(kind === 'Service' ? { spec: body } : body) };
      const text = JSON.stringify(object, null, 1);
      for (const input of exampleInputs([{ name: 'a.json', text }])) validateFile(input);
    }),
    { numRuns: 500 },
  );
});

const specFields = {
  type: 0,
  ports: 0,
  selector: 0,
  clusterIP: 0,
  clusterIPs: 0,
  ipFamilies: 0,
  ipFamilyPolicy: 0,
  externalIPs: 0,
  externalName: 0,
  sessionAffinity: 0,
  healthCheckNodePort: 0,
  loadBalancerSourceRanges: 0,
  trafficDistribution: 0,
  subsets: 0,
  addressType: 0,
  endpoints: 0,
};
