/** The worker's bundle, in a context that has what a web worker has and nothing of Node. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import vm from 'node:vm';
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Message,
  type MessageConnection,
} from 'vscode-languageserver/node';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

const project = path.resolve(import.meta.dirname, '../../..');
const bundle = path.join(project, 'dist/server.browser.js');

before(() => {
  if (!existsSync(bundle)) execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: project, stdio: 'inherit' });
});

interface Worker {
  onmessage: ((event: { data: unknown }) => void) | null;
}

class WorkerReader extends AbstractMessageReader {
  callback: DataCallback = () => {};
  listen(callback: DataCallback) {
    this.callback = callback;
    return { dispose: () => {} };
  }
}

class WorkerWriter extends AbstractMessageWriter {
  readonly #worker: Worker;
  constructor(worker: Worker) {
    super();
    this.#worker = worker;
  }
  async write(message: Message): Promise<void> {
    const data: unknown = structuredClone(message);
    setImmediate(() => this.#worker.onmessage?.({ data }));
  }
  end(): void {}
}

function startWorker(): MessageConnection {
  const reader = new WorkerReader();
  const worker = {
    onmessage: null,
    addEventListener: () => {},
    postMessage: (message: Message) => setImmediate(() => reader.callback(structuredClone(message))),
    ...{ setTimeout, clearTimeout, TextDecoder, TextEncoder, performance, console },
  };
  const context = vm.createContext(Object.assign(worker, { self: worker }));
  vm.runInContext(readFileSync(bundle, 'utf8'), context, { filename: bundle });
  return createMessageConnection(reader, new WorkerWriter(worker));
}

test('the worker finds, reads and judges through the client as the server does on disk', async t => {
  const files: Readonly<Record<string, string>> = {
    'svc.yaml': service('web', 'web', 8080),
    'app.yaml': deployment('web'),
  };
  const folder = 'memfs:/shop';
  const inWorker = await startClient({
    connection: startWorker(),
    moreFolders: [folder],
    initializationOptions: { fileAccess: 'client' },
    answers: {
      'routelens/findFiles': () => ({ uris: Object.keys(files).map(file => `${folder}/${file}`) }),
      'routelens/readFile': ({ uri }: { uri: string }) => {
        const text = files[uri.slice(folder.length + 1)];
        return text === undefined ? { error: 'not found' } : { text };
      },
    },
  });
  t.after(inWorker.dispose);
  const onDisk = await startClient({ folders: [files] });
  t.after(onDisk.dispose);
  const uris = [`${folder}/svc.yaml`, onDisk.uri('svc.yaml')] as const;
  await inWorker.expectRules(uris[0], 'node-port-out-of-range');
  await onDisk.expectRules(uris[1], 'node-port-out-of-range');
  assert.deepEqual(inWorker.diagnostics(uris[0]), onDisk.diagnostics(uris[1]));
  assert.deepEqual((await inWorker.hover(uris[0], 3, 9))?.contents, (await onDisk.hover(uris[1], 3, 9))?.contents);
});
