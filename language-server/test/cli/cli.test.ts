import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(import.meta.dirname, '../../..');
const cli = path.join(root, 'dist/cli.cjs');
const folder = mkdtempSync(path.join(os.tmpdir(), 'routelens-cli-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], { input = '', cwd = folder, node = process.execPath } = {}): Run {
  const { status, stdout, stderr } = spawnSync(node, [cli, ...args], { encoding: 'utf8', input, cwd });
  return { status, out: stdout, err: stderr };
}

function write(name: string, text: string): string {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
  return name;
}

const service = (name: string, nodePort: number) => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec:
  type: NodePort
  clusterIP: 10.96.0.20
  ports:
  - port: 80
    nodePort: ${nodePort}
`;

test('check prints findings as the contract says', () => {
  const file = write('json/a.yaml', service('a', 80));
  const { status, out } = run(['check', '--format', 'json', '--node-port-range', '30000-32767', file]);
  const { findings } = JSON.parse(out);
  const finding = findings.find((f: { rule: string }) => f.rule === 'node-port-out-of-range');
  assert.equal(status, 1);
  const { message, fixes, ...rest } = finding;
  assert.match(message, /default\/a .*80/);
  assert.deepEqual(rest, {
    file,
    document: 0,
    rule: 'node-port-out-of-range',
    severity: 'error',
    verdict: 'rejected',
    reason: 'FieldValueInvalid',
    field: 'spec.ports[0].nodePort',
    help: 'docs/rules/node-port-out-of-range.md',
    range: { start: { line: 8, character: 14 }, end: { line: 8, character: 16 } },
  });
  assert.ok(fixes.every((fix: { title: string; safe: boolean }) => fix.title && typeof fix.safe === 'boolean'));
});

test('a node port outside a range that is only assumed is no error', () => {
  const file = write('assumed/a.yaml', service('a', 80));
  const { status, out } = run(['check', '--format', 'json', file]);
  assert.equal(status, 0);
  const found = JSON.parse(out).findings.find((f: { rule: string }) => f.rule === 'node-port-out-of-range');
  assert.equal(found.severity, 'warning');
});

test('--fail-on decides the exit status', () => {
  const file = write('fail/a.yaml', service('a', 80));
  assert.equal(run(['check', '--fail-on', 'warning', file]).status, 1);
  assert.equal(run(['check', '--fail-on', 'never', '--node-port-range', '30000-32767', file]).status, 0);
});

test('every format is what it says', () => {
  const file = write('formats/a.yaml', service('a', 80));
  assert.match(run(['check', file]).out, /^formats\/a\.yaml:9:15: warning node-port-out-of-range\n {2}Service/m);
  assert.match(run(['check', '--format', 'github', file]).out, /^::warning file=formats\/a\.yaml,line=9,col=15,/m);
  const sarif = JSON.parse(run(['check', '--format', 'sarif', file]).out);
  assert.equal(sarif.version, '2.1.0');
  const lines = sarif.runs[0].results.map(
    (r: { ruleId: string; locations: { physicalLocation: { region: { startLine: number } } }[] }) => [
      r.ruleId,
      r.locations[0]!.physicalLocation.region.startLine,
    ],
  );
  assert.ok(lines.some(([rule, line]: [string, number]) => rule === 'node-port-out-of-range' && line === 9));
});

test('folders are walked without what git ignores, and templates are skipped and counted', () => {
  write('walk/.gitignore', 'ignored/\n');
  write('walk/.git/HEAD', '');
  write('walk/ignored/b.yaml', service('b', 1));
  write('walk/node_modules/c.yaml', service('c', 1));
  write('walk/chart/d.yaml', `{{- if .Values.on }}\n${service('{{ .Release.Name }}', 1)}{{- end }}\n`);
  write(
    'walk/a.json',
    JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'a' }, spec: { ports: [] } }),
  );
  symlinkSync('.', path.join(folder, 'walk/loop'));
  const { out, err } = run(['check', '--fail-on', 'never', '--format', 'json', 'walk']);
  assert.deepEqual([...new Set(JSON.parse(out).findings.map((f: { file: string }) => f.file))], ['walk/a.json']);
  assert.deepEqual(JSON.parse(out).summary, { files: 2, templatesNotEvaluated: 1 });
  assert.match(run(['check', '--fail-on', 'never', 'walk']).err, /; 1 template not evaluated/);
  assert.equal(err, '');
});

test('standard input is read where the path is -', () => {
  const { out } = run(['rules', '--service', 'default/a', '-'], { input: service('a', 30080) });
  assert.match(
    out,
    /-A KUBE-SERVICES -m comment --comment "default\/a has no endpoints" -m tcp -p tcp -d 10\.96\.0\.20 --dport 80 -j REJECT/,
  );
});

test('--fix applies the safe fixes and nothing else', () => {
  const text = `# keep me\n${service('a', 80).replace('type: NodePort', 'type: nodePort # and me')}`;
  const file = write('fix/a.yaml', text);
  run(['check', '--fix', file]);
  const fixed = readFileSync(path.join(folder, file), 'utf8');
  assert.equal(fixed, text.replace('type: nodePort', 'type: NodePort'));
});

test('what helm rendered is told by its template', () => {
  const rendered = `---\n# Source: shop/templates/service.yaml\n${service('a', 80)}`;
  assert.match(
    run(['check', '-'], { input: rendered }).out,
    /node port 80.*\n {2}rendered from shop\/templates\/service\.yaml/,
  );
  const { findings } = JSON.parse(run(['check', '--format', 'json', '-'], { input: rendered }).out);
  assert.equal(findings[0].renderedFrom, 'shop/templates/service.yaml');
});

test('rules of one Service are its part of the whole', () => {
  const file = write(
    'part/a.yaml',
    `${service('a', 30080)}---\n${service('b', 30081).replace('10.96.0.20', '10.96.0.21')}`,
  );
  const whole = run(['rules', file]).out.split('\n');
  const part = run(['rules', '--service', 'default/b', file]).out.split('\n');
  assert.ok(part.length > 4 && part.every(line => whole.includes(line)));
});

test('each mode prints in its own form', () => {
  const file = write('modes/a.yaml', service('a', 30080));
  assert.match(run(['rules', '--mode', 'nftables', file]).out, /^add table ip kube-proxy/);
  assert.match(run(['rules', '--mode', 'ipvs', file]).out, /^IP Virtual Server/);
  const state = JSON.parse(run(['rules', '--mode', 'ipvs', '--format', 'json', '--ip-family', 'ipv4', file]).out);
  assert.equal(Object.keys(state)[0], 'virtualServers');
});

test('rules --service says nothing of other Services without an address', () => {
  const file = write(
    'several-unassigned.yaml',
    `${service('set', 30001)}---
apiVersion: v1
kind: Service
metadata: { name: unset }
spec: { ports: [{ port: 80 }] }
`,
  );
  assert.equal(run(['rules', '--service', 'default/set', file]).err, '');
  assert.match(run(['rules', '--service', 'default/unset', file]).err, /^Service default\/unset has no cluster IP/);
});

test('a Service without an address is not programmed, and standard error says so', () => {
  const file = write('noip/a.yaml', service('a', 30080).replace('  clusterIP: 10.96.0.20\n', ''));
  const { out, err } = run(['rules', file]);
  assert.doesNotMatch(out, /default\/a/);
  assert.match(err, /default\/a/);
  assert.match(run(['rules', '--assume-cluster-ips', file]).out, /default\/a/);
});

test('two objects of one name: the last is used, and standard error says so', () => {
  const file = write('twice/a.yaml', `${service('a', 30080)}---\n${service('a', 30081)}`);
  const { out, err } = run(['rules', file]);
  assert.match(out, /30081/);
  assert.doesNotMatch(out, /30080/);
  assert.match(err, /default\/a is defined 2 times/);
});

test('explain finds chains and prints rule pages', () => {
  const file = write('explain/a.yaml', service('a', 30080));
  assert.match(run(['explain', '30080', file]).out, /node port of Service default\/a.*\n {2}explain\/a\.yaml:9:15/);
  assert.equal(run(['explain', '30999', file]).status, 1);
  assert.match(run(['explain', 'node-port-out-of-range']).out, /^# node-port-out-of-range/);
});

const wrongUses: readonly (readonly [string[], RegExp])[] = [
  [['chek'], /no command "chek"; there are check/],
  [['check'], /name at least one file/],
  [['check', 'gone.yaml'], /gone\.yaml: no such file/],
  [['check', 'circle'], /circle: cannot be read \(ELOOP\)/],
  [['check', '--config', 'gone.yaml', '.'], /gone\.yaml: no such file/],
  [['check', '--format', 'xml', '.'], /--format is "xml"; it takes text, json/],
  [['check', '--bad', '.'], /--bad/],
  [['rules', '--mode', 'userspace', '.'], /iptables, nftables, ipvs/],
  [['rules', '--kubernetes-version', '1.20', '.'], /1\.20 is not supported; supported: 1\.36/],
  [['check', '--kubernetes-version', '1.20', '.'], /supported: 1\.25, .*1\.36/],
  [['rules', '--service-cidr', 'x', '.'], /no range/],
  [['rules', '--service', 'x', '.'], /NAMESPACE\/NAME/],
];

symlinkSync('circle', path.join(folder, 'circle'));
for (const [args, message] of wrongUses) {
  test(`"${args.join(' ')}" is refused in one line`, () => {
    const { status, out, err } = run(args);
    assert.equal(status, 2);
    assert.equal(out, '');
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1);
  });
}

test('a Service that is nowhere ends with status 1', () => {
  assert.equal(run(['rules', '--service', 'default/nobody', write('none/a.yaml', service('a', 30080))]).status, 1);
});

test('the bundle runs on Node 20', t => {
  const candidates = (process.env.PATH ?? '').split(path.delimiter).map(dir => path.join(dir, 'node'));
  const node20 = candidates.find(file => {
    try {
      return execFileSync(file, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).startsWith(
        'v20.',
      );
    } catch {
      return false;
    }
  });
  if (!node20) return t.skip('no Node 20 on this machine');
  assert.equal(run(['rules', write('node20/a.yaml', service('a', 30080))], { node: node20 }).status, 0);
});

test('files in any encoding that a byte order mark names are read alike, and --fix keeps the mark', () => {
  const text = `\uFEFF${service('marked', 31000).replace('type: NodePort', 'type: nodePort')}`;
  const little = Buffer.from(text, 'utf16le');
  const encodings = { utf8: Buffer.from(text), little, big: Buffer.from(little).swap16() };
  for (const [name, bytes] of Object.entries(encodings)) {
    const file = path.join(folder, `marked-${name}.yaml`);
    writeFileSync(file, bytes);
    const { findings } = JSON.parse(run(['check', '--format', 'json', file]).out);
    const found = findings.find((f: { rule: string }) => f.rule === 'service-type-unsupported');
    assert.deepEqual(found?.range.start, { line: 4, character: 8 }, name);
    assert.equal(run(['check', '--fix', file]).status, 0);
    const fixed = readFileSync(file);
    assert.equal(fixed.length, bytes.length, name);
    assert.deepEqual(fixed.subarray(0, 2), bytes.subarray(0, 2), name);
  }
});

test('check passes over vendored files and expectations, and says how many', () => {
  write('over/a.yaml', service('a', 30_080));
  write('over/vendor/x/b.yaml', service('b', 80));
  write('over/vendor/x/values.yaml', 'a: 1\n');
  write('over/e2e/00-assert.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a }\n');
  const { status, out, err } = run(['check', 'over']);
  assert.equal(status, 0);
  assert.doesNotMatch(out, /vendor|assert/);
  assert.match(err, /in 1 manifest file; 2 files passed over/);
  assert.match(run(['check', 'over/vendor']).err, /remarks? in 1 manifest file\n$/);
  assert.match(run(['check', 'over/e2e/00-assert.yaml']).out, /ports-required/);
});
