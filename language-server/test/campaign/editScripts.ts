/**
 * Random sessions with the language server: files, folders, settings and documents come, change and go in any order and
 * at any moment. Afterwards the server must say what a fresh one says of the same workspace. In: a seed. Out: the steps,
 * and where the answers differ.
 */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { deployment, service } from '../lsp/manifests.ts';
import { type Client, startClient } from '../lsp/support.ts';
import { type Random, randomFrom } from '../support/random.ts';

export type Step =
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'rename'; readonly from: string; readonly to: string }
  | { readonly do: 'open'; readonly document: string; readonly text: string }
  | { readonly do: 'save'; readonly document: string }
  | { readonly do: 'close'; readonly document: string }
  | { readonly do: 'folders'; readonly folders: readonly string[] }
  | { readonly do: 'exclude'; readonly patterns: readonly string[] }
  | { readonly do: 'wait'; readonly milliseconds: number };

const places = ['', 'a/', 'a/b/', 'c/'] as const;
const fileNames = ['one.yaml', 'two.yml', 'three.json', 'kustomization.yaml', '.routelens.yaml'] as const;
const untitled = 'untitled:Untitled-1';

const texts: readonly string[] = [
  service('web', 'web', 30080),
  service('web', 'web', 1),
  service('api', 'webb'),
  deployment('web'),
  `${deployment('web')}---\n${service('web', 'web', 30080)}`,
  'apiVersion: v1\nkind: Service\nmetadata: {name: broken\nspec: [\n',
  'nothing: here\n',
  '',
];

function textFor(file: string, random: Random): string {
  const base = path.posix.basename(file);
  if (base === '.routelens.yaml')
    return random.pick(['mode: ipvs\n', 'rules:\n  node-port-duplicate: error\n', 'x: 1\n']);
  if (base === 'kustomization.yaml') {
    return random.pick([
      'resources: [one.yaml]\n',
      'namePrefix: x-\nresources: [one.yaml, two.yml]\n',
      'resources: [\n',
    ]);
  }
  if (base.endsWith('.json')) {
    const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'j' }, spec: { ports: [{ port: 0 }] } };
    return random.pick([JSON.stringify(object), '{']);
  }
  return random.pick(texts);
}

export function randomScript(seed: number): readonly Step[] {
  const random = randomFrom(seed);
  return [...Array(5 + random.below(25))].flatMap(() => randomStep(random));
}

function randomStep(random: Random): Step[] {
  const file = () => random.pick(places) + random.pick(fileNames);
  const document = () => random.pick([file(), file(), file(), 'a/odd.yaml.tmpl', untitled]);
  const folder = () => random.pick(['a', 'a/b', 'c']);
  const moved: Step = { do: 'folders', folders: random.some(places, 1 + random.below(3)) };
  const exclude: Step = {
    do: 'exclude',
    patterns: random.some(['**/b', '**/two.yml', 'c', '**/*.json'], random.below(3)),
  };
  const choices: (() => Step[])[] = [
    () => [{ do: 'wait', milliseconds: random.pick([0, 1, 5, 50]) }],
    () => [fileStep(file(), random)],
    () => [fileStep(file(), random)],
    () => [{ do: 'remove', path: random.pick([file(), folder()]) }],
    () => [{ do: 'rename', from: folder(), to: random.pick(['d', 'a', 'c']) }],
    () => [documentStep(document(), random)],
    () => [documentStep(document(), random)],
    () => [documentStep(document(), random)],
    () => [{ do: 'save', document: document() }],
    () => [{ do: 'close', document: document() }],
    () => [{ do: 'close', document: document() }],
    () => [moved],
    () => [exclude],
    () => [exclude, moved],
    () => [{ do: 'write', file: `${random.pick(places)}.gitignore`, text: random.pick(['two.yml\n', 'b\n', '']) }],
  ];
  return random.pick(choices)();
}

function fileStep(file: string, random: Random): Step {
  return { do: 'write', file, text: textFor(file, random) };
}

function documentStep(document: string, random: Random): Step {
  return { do: 'open', document, text: textFor(document, random) };
}

interface World {
  readonly root: string;
  readonly open: Map<string, string>;
  folders: readonly string[];
  exclude: readonly string[];
}

/** @returns what a fresh server says otherwise; undefined where both say the same */
export async function runScript(steps: readonly Step[], patience = 4000): Promise<string | undefined> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'routelens-script-')));
  const world: World = { root, open: new Map(), folders: ['', 'c/'], exclude: [] };
  for (const place of places) mkdirSync(path.join(root, place), { recursive: true });
  const client = await connect(world);
  try {
    for (const step of steps) await take(step, world, client);
    // What is half typed keeps its last good objects, on purpose: nothing stays like that.
    for (const document of world.open.keys()) edit(document, texts[0]!, world, client);
    return await compare(world, client, patience);
  } finally {
    client.dispose();
    rmSync(root, { recursive: true, force: true });
  }
}

function connect(world: World): Promise<Client> {
  return startClient({
    moreFolders: world.folders.map(folder => uriOf(folder, world)),
    settings: () => ({
      routelens: {},
      'files.exclude': Object.fromEntries(world.exclude.map(pattern => [pattern, true])),
    }),
  });
}

function uriOf(name: string, { root }: World): string {
  return name.startsWith('untitled:') ? name : pathToFileURL(path.join(root, name)).href.replace(/\/$/, '');
}

async function take(step: Step, world: World, client: Client): Promise<void> {
  const event = (name: string, type: 1 | 2 | 3) => client.watched([{ uri: uriOf(name, world), type }]);
  const full = (name: string) => path.join(world.root, name);
  switch (step.do) {
    case 'wait':
      return await new Promise(resolve => setTimeout(resolve, step.milliseconds));
    case 'write':
      return event(step.file, writeFile(full(step.file), step.text));
    case 'remove':
      rmSync(full(step.path), { recursive: true, force: true });
      return event(step.path, 3);
    case 'rename':
      return rename(step, world, client);
    case 'open':
      return edit(step.document, step.text, world, client);
    case 'save':
      return save(step.document, world, client);
    case 'close':
      if (world.open.delete(step.document)) client.close(uriOf(step.document, world));
      return;
    case 'folders':
      return changeFolders(step.folders, world, client);
    case 'exclude':
      world.exclude = step.patterns;
      return void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  }
}

function writeFile(file: string, text: string): 1 | 2 {
  mkdirSync(path.dirname(file), { recursive: true });
  const isNew = textOf(file) === undefined;
  writeFileSync(file, text);
  return isNew ? 1 : 2;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function rename({ from, to }: { readonly from: string; readonly to: string }, world: World, client: Client): void {
  try {
    renameSync(path.join(world.root, from), path.join(world.root, to));
  } catch {
    return;
  }
  client.watched([
    { uri: uriOf(from, world), type: 3 },
    { uri: uriOf(to, world), type: 1 },
  ]);
}

function edit(document: string, text: string, world: World, client: Client): void {
  const isOpen = world.open.has(document);
  world.open.set(document, text);
  const uri = uriOf(document, world);
  if (isOpen) client.edit(uri, text);
  else client.open(uri, text, document.endsWith('.json') ? 'json' : 'yaml');
}

function save(document: string, world: World, client: Client): void {
  const text = world.open.get(document);
  if (text === undefined || document === untitled) return;
  const type = writeFile(path.join(world.root, document), text);
  client.watched([{ uri: uriOf(document, world), type }]);
}

function changeFolders(folders: readonly string[], world: World, client: Client): void {
  const named = (list: readonly string[]) => list.map(folder => ({ uri: uriOf(folder, world), name: folder }));
  const event = {
    added: named(folders.filter(folder => !world.folders.includes(folder))),
    removed: named(world.folders.filter(folder => !folders.includes(folder))),
  };
  world.folders = folders;
  void client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
}

type Answers = Readonly<Record<string, unknown>>;

async function answersOf(client: Client, world: World): Promise<Answers> {
  const files = [...places, 'd/', 'd/b/'].flatMap(place => fileNames.map(name => place + name));
  const names = [...files, 'a/odd.yaml.tmpl', untitled];
  const status = await client.connection.sendRequest('routelens/status', null);
  const entries = names.map(async name => {
    const uri = uriOf(name, world);
    const lenses = (await client.codeLenses(uri)) ?? [];
    const diagnostics = client.diagnostics(uri).map(({ code, range, message }) => ({ code, range, message }));
    return [name, { diagnostics, lenses: lenses.map(({ command, range }) => [command?.title, range]) }] as const;
  });
  return { status, ...Object.fromEntries(await Promise.all(entries)) };
}

/** Waits for the two to agree, since nobody says when a server is done. */
async function compare(world: World, client: Client, patience: number): Promise<string | undefined> {
  const fresh = await connect(world);
  for (const [document, text] of world.open) {
    fresh.open(uriOf(document, world), text, document.endsWith('.json') ? 'json' : 'yaml');
  }
  try {
    const deadline = Date.now() + patience;
    for (;;) {
      const [known, expected] = [await answersOf(client, world), await answersOf(fresh, world)];
      if (isDeepStrictEqual(known, expected)) return undefined;
      if (Date.now() > deadline) return difference(known, expected);
      await new Promise(resolve => setTimeout(resolve, 25));
    }
  } finally {
    fresh.dispose();
  }
}

function difference(known: Answers, expected: Answers): string {
  const names = Object.keys(expected).filter(name => !isDeepStrictEqual(known[name], expected[name]));
  return names
    .map(name => `${name}: ${JSON.stringify(known[name])}, a fresh server: ${JSON.stringify(expected[name])}`)
    .join('\n');
}

/** The shortest script found that still fails, by leaving out steps. */
export async function shrink(steps: readonly Step[]): Promise<readonly Step[]> {
  let shortest = steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size > 1 ? Math.ceil(size / 2) : 0) {
    for (let at = 0; at < shortest.length; ) {
      const shorter = [...shortest.slice(0, at), ...shortest.slice(at + size)];
      if (await runScript(shorter, 1500)) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}
