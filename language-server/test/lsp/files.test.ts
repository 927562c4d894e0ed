import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { diskFiles } from '../../lsp/files/diskFiles.ts';
import { excludePatterns } from '../../lsp/files/excludePatterns.ts';
import { decodeManifestBytes } from '../../lsp/files/manifestText.ts';
import { findManifestFiles } from '../../lsp/manifestFiles.ts';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'routelens-files-')));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

async function find(root: string, ...folders: string[]): Promise<{ found: string[]; log: string[] }> {
  const log: string[] = [];
  const found: string[] = [];
  const tops = folders.length ? folders.map(folder => path.join(root, folder)) : [root];
  for await (const file of findManifestFiles(tops, { log: line => log.push(line) }))
    found.push(path.relative(root, file));
  return { found, log };
}

test('manifests are found by name, in a stable order', async t => {
  const root = folderOf(t, {
    'b.yml': '',
    'a.yaml': '',
    'c.json': '',
    'd.txt': '',
    'sub/e.YAML': '',
    '.hidden/f.yaml': '',
  });
  assert.deepEqual((await find(root)).found, ['.hidden/f.yaml', 'a.yaml', 'b.yml', 'c.json', 'sub/e.YAML']);
});

test('.gitignore files count at every level, inner ones first; node_modules and .git never', async t => {
  const root = folderOf(t, {
    '.gitignore': 'out/\n*.gen.yaml\n/top.yaml\n',
    'top.yaml': '',
    'a.gen.yaml': '',
    'out/x.yaml': '',
    'node_modules/m.yaml': '',
    '.git/config.yaml': '',
    'sub/.gitignore': '!keep.gen.yaml\nlocal.yaml\n',
    'sub/top.yaml': '',
    'sub/keep.gen.yaml': '',
    'sub/drop.gen.yaml': '',
    'sub/local.yaml': '',
    'sub/out/y.yaml': '',
  });
  assert.deepEqual((await find(root)).found, ['sub/keep.gen.yaml', 'sub/top.yaml']);
});

test('vendored trees, fixtures and expectations are passed over and counted, unless they are the input', async t => {
  const root = folderOf(t, {
    'a.yaml': '',
    'vendor/x/b.yaml': '',
    'vendor/x/b.go': '',
    'pkg/testdata/c.yaml': '',
    'e2e/00-install.yaml': '',
    'e2e/00-assert.yaml': '',
    'node_modules/m/d.yaml': '',
  });
  const over: string[] = [];
  const found: string[] = [];
  const options = { log: () => {}, passOver: (file: string) => over.push(path.relative(root, file)) };
  for await (const file of findManifestFiles([root], options)) found.push(path.relative(root, file));
  assert.deepEqual(found, ['a.yaml', 'e2e/00-install.yaml']);
  assert.deepEqual(over, ['e2e/00-assert.yaml', 'pkg/testdata/c.yaml', 'vendor/x/b.yaml']);
  assert.deepEqual((await find(root, 'vendor')).found, ['vendor/x/b.yaml']);
  assert.deepEqual((await find(root, 'pkg/testdata')).found, ['pkg/testdata/c.yaml']);
});

test('a folder inside a repository obeys the .gitignore files above it, unless it is excluded itself', async t => {
  const root = folderOf(t, {
    '.git/HEAD': '',
    '.gitignore': '*.tmp.yaml\nrendered/\n',
    'apps/a.yaml': '',
    'apps/b.tmp.yaml': '',
    'rendered/c.yaml': '',
    'rendered/d.tmp.yaml': '',
  });
  assert.deepEqual((await find(root, 'apps')).found, ['apps/a.yaml']);
  assert.deepEqual((await find(root, 'rendered')).found, ['rendered/c.yaml', 'rendered/d.tmp.yaml']);
  assert.deepEqual((await find(root, 'apps', 'apps', '.')).found, ['apps/a.yaml']);
});

test('links are followed out of the folder, never in circles and nothing is found twice', async t => {
  const root = folderOf(t, { 'in/a.yaml': '', 'in/sub/b.yaml': '', 'out/c.yaml': '', 'single.yaml': '' });
  symlinkSync('..', path.join(root, 'in/sub/up'));
  symlinkSync('../sub', path.join(root, 'in/sub/self'));
  symlinkSync('../out', path.join(root, 'in/linked'));
  symlinkSync('../out', path.join(root, 'in/linked-again'));
  symlinkSync('../single.yaml', path.join(root, 'in/z.yaml'));
  symlinkSync('a.yaml', path.join(root, 'in/a-again.yaml'));
  symlinkSync('nowhere.yaml', path.join(root, 'in/broken.yaml'));
  symlinkSync('/', path.join(root, 'in/everything'));
  const { found, log } = await find(root, 'in');
  assert.deepEqual(found, ['in/a.yaml', 'in/linked/c.yaml', 'in/sub/b.yaml', 'in/z.yaml']);
  assert.deepEqual(log, [`${path.join(root, 'in/broken.yaml')}: cannot be read (ENOENT)`]);
});

test('what cannot be read is one line of log', async t => {
  const root = folderOf(t, { 'a.yaml': '', 'closed/b.yaml': '' });
  const { found, log } = await find(root, 'missing', '.');
  assert.deepEqual(found, ['a.yaml', 'closed/b.yaml']);
  assert.deepEqual(log, [`${path.join(root, 'missing')}: cannot be read (ENOENT)`]);
});

/** Root reads everything, so what it may not read is asked for as somebody else. */
async function asAnybody<T>(ask: () => Promise<T>): Promise<T> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  return ask().finally(() => isRoot && process.seteuid?.(0));
}

test('folders and files that may not be read are passed over', async t => {
  if (process.platform === 'win32') return;
  const root = folderOf(t, { 'a.yaml': '', 'closed/b.yaml': '', 'listed/c.yaml': '', 'open/d.yaml': '' });
  chmodSync(root, 0o755);
  for (const [folder, mode] of [
    ['closed', 0],
    ['listed', 0o444],
  ] as const)
    chmodSync(path.join(root, folder), mode);
  const { found, log } = await asAnybody(() => find(root));
  assert.deepEqual(found, ['a.yaml', 'listed/c.yaml', 'open/d.yaml']);
  assert.deepEqual(log, [`${path.join(root, 'closed')}: cannot be read (EACCES)`]);
  const unreadable = pathToFileURL(path.join(root, 'listed/c.yaml')).href;
  assert.match((await asAnybody(() => diskFiles.read(unreadable, 1e6))).problem ?? '', /cannot be read \(EACCES\)/);
  for (const folder of ['closed', 'listed']) chmodSync(path.join(root, folder), 0o700);
});

test("the editor's files.exclude becomes patterns", () => {
  const setting = {
    '**/*.{tmp,bak}.yaml': true,
    build: true,
    '**/.git': true,
    off: false,
    '*.js': { when: '$(basename).ts' },
  };
  assert.deepEqual(excludePatterns(setting), ['**/*.tmp.yaml', '**/*.bak.yaml', '/build', '**/.git']);
  for (const value of [undefined, null, 3, 'x', []]) assert.deepEqual(excludePatterns(value), []);
});

test('a byte order mark is no text, and text without the outermost keys of a manifest is none', () => {
  const manifest = 'apiVersion: v1\nkind: Service\n';
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.equal(decodeManifestBytes('/a.yaml', bytes(`\uFEFF${manifest}`)), manifest);
  const wide = Buffer.from(`\uFEFF${manifest}`, 'utf16le');
  assert.equal(decodeManifestBytes('/a.yaml', wide), manifest);
  assert.equal(decodeManifestBytes('/a.yaml', Buffer.from(wide).swap16()), manifest);
  assert.equal(decodeManifestBytes('/a.yaml', bytes('name: x')), undefined);
  assert.equal(
    decodeManifestBytes(
      '/a.yaml',
      bytes(`info: { apiVersion: v1, kind: Service }\nx:\n  ${manifest.replace('\n', '\n  ')}`),
    ),
    undefined,
  );
  assert.equal(decodeManifestBytes('/a/kustomization.yaml', bytes('resources: []')), 'resources: []');
});

test('the server leaves excluded and large files out, and follows what is excluded', async t => {
  let exclude: Readonly<Record<string, unknown>> = { '**/hidden': true };
  const wrong = service('web', 'web', 8080);
  const client = await startClient({
    folders: [
      {
        'app.yaml': deployment('web'),
        'hidden/a.yaml': wrong,
        'ignored/b.yaml': wrong,
        'large.yaml': wrong + '#'.repeat(60_000),
        '.gitignore': 'ignored/',
        'z.yaml': service('z', 'web', 8081),
      },
    ],
    settings: () => ({ 'files.exclude': exclude, routelens: { maxFileSize: 0.05 } }),
  });
  t.after(client.dispose);
  await client.expectRules(client.uri('z.yaml'), 'node-port-out-of-range');
  await client.quiet();
  for (const file of ['hidden/a.yaml', 'ignored/b.yaml', 'large.yaml'])
    assert.deepEqual(client.rules(client.uri(file)), []);
  const log = client.heard('window/logMessage') as { message: string }[];
  assert.equal(log.filter(({ message }) => message.includes('large.yaml')).length, 1);
  client.watched([{ uri: client.uri('ignored/b.yaml'), type: 2 }]);
  exclude = {};
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.eventually(() => client.rules(client.uri('hidden/a.yaml')).length > 0, 'no longer excluded');
  assert.deepEqual(client.rules(client.uri('ignored/b.yaml')), []);
  client.write('.gitignore', '');
  client.watched([{ uri: client.uri('.gitignore'), type: 2 }]);
  await client.eventually(() => client.rules(client.uri('ignored/b.yaml')).length > 0, 'no longer ignored');
});

test('a file without any apiVersion is read only where it holds the kind of a Service or of endpoints', () => {
  const isRead = (text: string) => decodeManifestBytes('a.yaml', new TextEncoder().encode(text)) !== undefined;
  assert.ok(isRead('kind: Service # oops\nmetadata:\n  name: web\n'));
  assert.ok(isRead('{ "kind": "Endpoints",\n  "metadata": { "name": "web" } }\n'));
  assert.ok(!isRead('kind: Deployment\nmetadata:\n  name: web\n'));
  assert.ok(!isRead('exporter:\n  kind: Service\n  metadata: {}\n'));
});
