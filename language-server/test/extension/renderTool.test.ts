/** Stand-ins for the tools: small programs in a folder of their own, which is all that PATH names; then the real ones. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { findProgram } from '../../../extension/node/findProgram.ts';
import { type RenderKind, type RenderResult, render } from '../../../extension/node/renderTool.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'routelens-render-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
let count = 0;

/** A new folder with files in it, programs among them where they start with `#!`. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = path.join(scratch, `folder ${++count}`);
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.startsWith('#!')) chmodSync(file, 0o755);
  }
  return folder;
}

interface Options {
  readonly kind?: RenderKind;
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly path?: string;
  readonly milliseconds?: number;
}

function renderWith(programs: Readonly<Record<string, string>>, options: Options = {}): Promise<RenderResult> {
  const { kind = 'kustomize', folder = scratch, signal = new AbortController().signal, milliseconds = 5_000 } = options;
  const PATH = options.path ?? folderOf({ ...programs, 'other/file': '' });
  return render({ kind, folder, signal }, { env: { PATH }, limits: { milliseconds, bytes: 100_000 } });
}

/** For those that start other programs. */
const shell = '#!/bin/sh\nPATH=/usr/bin:/bin\n';
/** Says how it was called; a shell's own words only. */
const echo = '#!/bin/sh\nfor a in "$@"; do echo "[$a]"; done\necho "in $PWD"\necho a warning >&2\n';
const posix = { skip: process.platform === 'win32' ? 'the stand-ins are shell scripts' : false };

describe('rendering with stand-ins for the tools', posix, () => {
  test('the tool gets fixed arguments and the folder, in a folder of its own', async () => {
    const folder = path.join(scratch, 'it\'s "$(touch x)" a; folder');
    const expected = {
      kustomize: ['kustomize', '[build]'],
      kubectl: ['kubectl', '[kustomize]'],
      helm: ['helm', '[template]'],
    };
    for (const [program, [name, first]] of Object.entries(expected)) {
      const bin = folderOf({ [program]: echo });
      const result = await renderWith({}, { kind: program === 'helm' ? 'helm' : 'kustomize', folder, path: bin });
      assert.equal(result.kind, 'rendered');
      assert.equal(result.text, `${first}\n[${folder}]\nin ${bin}\n`);
      assert.equal(result.command, `${name} ${first!.slice(1, -1)} ${folder}`);
      assert.equal(result.messages, 'a warning\n');
    }
  });

  test('kustomize is preferred to kubectl', async () => {
    const result = await renderWith({ kubectl: echo, kustomize: echo });
    assert.match(result.kind === 'rendered' ? result.command : '', /^kustomize build /);
  });

  test('no cluster is asked, no plugin is loaded and nobody is asked for a password', async () => {
    const result = await renderWith(
      { helm: '#!/bin/sh\necho $KUBECONFIG $HELM_NO_PLUGINS $GIT_TERMINAL_PROMPT\n' },
      {
        kind: 'helm',
      },
    );
    assert.equal(result.kind === 'rendered' && result.text, `${devNull} 1 0\n`);
  });

  test('the tool has nothing to read', async () => {
    const result = await renderWith({ kustomize: '#!/bin/sh\nread line || echo nothing\n' });
    assert.equal(result.kind === 'rendered' && result.text, 'nothing\n');
  });

  test('a tool that is not installed is named, with its substitute', async () => {
    assert.deepEqual(await renderWith({}), { kind: 'missing', programs: ['kustomize', 'kubectl'] });
    assert.deepEqual(await renderWith({ kustomize: 'no program' }, { kind: 'helm' }), {
      kind: 'missing',
      programs: ['helm'],
    });
  });

  test('a failure tells its first line and keeps the rest', async () => {
    const messages = '# Warning: this is old\nError: accumulating resources: no such file\nmore';
    const result = await renderWith({ kustomize: `#!/bin/sh\necho '${messages}' >&2\nexit 3\n` });
    assert.equal(result.kind, 'failed');
    assert.equal(result.problem, 'accumulating resources: no such file');
    assert.equal(result.messages, `${messages}\n`);
  });

  test("kubectl's log line is unpacked; a silent failure tells its status", async () => {
    const line = 'E1121 07:19:35.981532   22821 run.go:72] "command failed" err="no \\"base\\" here"';
    const logged = await renderWith({ kubectl: `${shell}cat >&2 <<'X'\n${line}\nX\nexit 1\n` });
    assert.equal(logged.kind === 'failed' && logged.problem, 'no "base" here');
    const silent = await renderWith({ kubectl: '#!/bin/sh\nexit 7\n' });
    assert.equal(silent.kind === 'failed' && silent.problem, 'it ended with status 7');
    const broken = await renderWith({ kubectl: '#!/no/such/interpreter\n' });
    assert.equal(broken.kind === 'failed' && broken.problem, 'it does not start (ENOENT)');
  });

  test('a tool that hangs is ended', async () => {
    const result = await renderWith({ kustomize: `${shell}trap "" TERM\nexec sleep 60\n` }, { milliseconds: 200 });
    assert.equal(result.kind === 'failed' && result.problem, 'it was ended, not being done after 0.2 s');
  });

  test('a tool that prints without end is ended', async () => {
    for (const stream of ['1', '2']) {
      const result = await renderWith({ kustomize: `${shell}exec cat /dev/zero >&${stream}\n` });
      assert.equal(result.kind === 'failed' && result.problem, 'it prints more than 0.1 MB');
    }
  });

  test('it can be cancelled, also before it starts', async () => {
    const abort = new AbortController();
    const result = renderWith({ kustomize: `${shell}exec sleep 60\n` }, { signal: abort.signal });
    setTimeout(() => abort.abort(), 100);
    assert.deepEqual(await result, { kind: 'cancelled' });
    assert.deepEqual(await renderWith({ kustomize: echo }, { signal: AbortSignal.abort() }), { kind: 'cancelled' });
  });

  test('relative folders in PATH, folders and files that are no programs do not count', async () => {
    const bin = folderOf({ 'a/tool': 'text', 'b/tool/x': '', 'c/tool': echo });
    const all = ['', '.', path.relative(process.cwd(), `${bin}/c`), ...['a', 'b', 'c'].map(name => `${bin}/${name}`)];
    assert.equal(await findProgram('tool', all.join(path.delimiter)), `${bin}/c/tool`);
    assert.equal(await findProgram('tool', undefined), undefined);
  });
});

const service = 'apiVersion: v1\nkind: Service\nmetadata: { name: web }\nspec: { ports: [{ port: 80 }] }\n';

/** The tools of this machine, one of a kind; a test says that it did not run where none is installed. */
async function realTest(kind: RenderKind, programs: readonly string[], check: () => Promise<void>): Promise<void> {
  const found = await Promise.all(programs.map(name => findProgram(name, process.env.PATH)));
  const skip = found.some(file => file !== undefined) ? false : `${programs.join(' and ')} not installed`;
  test(`a real tool renders for ${kind}`, { skip }, check);
}

const real = (kind: RenderKind, folder: string) =>
  render(
    { kind, folder, signal: new AbortController().signal },
    { env: process.env, limits: { milliseconds: 60_000, bytes: 1e6 } },
  );

await realTest('kustomize', ['kustomize', 'kubectl'], async () => {
  const overlay = 'resources: [../base]\nnamePrefix: prod-\n';
  const folder = folderOf({
    'base/kustomization.yaml': 'resources: [service.yaml]\n',
    'base/service.yaml': service,
    'prod/kustomization.yaml': overlay,
    'outside/kustomization.yaml': `resources: [../base/service.yaml]\n`,
  });
  const result = await real('kustomize', path.join(folder, 'prod'));
  assert.match(result.kind === 'rendered' ? result.text : JSON.stringify(result), /name: prod-web/);
  const restricted = await real('kustomize', path.join(folder, 'outside'));
  assert.match(restricted.kind === 'failed' ? restricted.problem : '', /security|not in or below/);
});

await realTest('helm', ['helm'], async () => {
  const folder = folderOf({
    'shop/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 0.1.0\n',
    'shop/templates/service.yaml': service.replace('name: web', 'name: "{{ .Chart.Name }}-web"'),
  });
  const result = await real('helm', path.join(folder, 'shop'));
  assert.equal(result.kind, 'rendered');
  const document = parseManifest(result.text, 'yaml').documents.find(({ isKubernetes }) => isKubernetes);
  assert.equal(document?.renderedFrom, 'shop/templates/service.yaml');
});
