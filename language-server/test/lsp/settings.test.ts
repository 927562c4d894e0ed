import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../lsp/config.ts';
import { deployment, service } from './manifests.ts';
import { startClient } from './support.ts';

const files = { 'svc.yaml': service('web', 'web', 31000), 'app.yaml': deployment('web') };

function changeConfiguration(client: Awaited<ReturnType<typeof startClient>>, settings: unknown = null): void {
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings });
}

test('settings are followed', async t => {
  let nodePortRange = '';
  const client = await startClient({ folders: [files], settings: () => ({ routelens: { nodePortRange } }) });
  t.after(client.dispose);
  nodePortRange = '32000-32100';
  changeConfiguration(client);
  await client.expectRules(client.uri('svc.yaml'), 'node-port-out-of-range');
  nodePortRange = '30000-31000';
  changeConfiguration(client);
  await client.expectRules(client.uri('svc.yaml'));
});

test('what the server wants to hear of is registered with the client', async t => {
  const client = await startClient({ folders: [files] });
  t.after(client.dispose);
  await client.eventually(() => client.heard('client/registerCapability').length === 2, 'two registrations');
  const registered = client.heard('client/registerCapability') as { registrations: { method: string }[] }[];
  assert.deepEqual(
    registered.flatMap(({ registrations }) => registrations.map(({ method }) => method)),
    ['workspace/didChangeConfiguration', 'workspace/didChangeWatchedFiles'],
  );
});

test('each workspace folder has its own settings', async t => {
  const client = await startClient({
    folders: [files, files],
    settings: scope => ({ routelens: { nodePortRange: scope?.startsWith(second()) ? '32000-32100' : '' } }),
  });
  t.after(client.dispose);
  function second(): string {
    return client?.uri('.', 1) ?? '-';
  }
  changeConfiguration(client);
  await client.expectRules(client.uri('svc.yaml', 1), 'node-port-out-of-range');
  assert.deepEqual(client.rules(client.uri('svc.yaml', 0)), []);
});

test('clients that cannot be asked push their settings', async t => {
  const client = await startClient({ folders: [files], capabilities: {} });
  t.after(client.dispose);
  changeConfiguration(client, { routelens: { nodePortRange: '32000-32100' } });
  await client.expectRules(client.uri('svc.yaml'), 'node-port-out-of-range');
});

test('wrong settings are named in one message with what is accepted, once', async t => {
  const routelens = { mode: 'iptable', nodePortRange: '5', maxFileSize: 'big', rules: { 'yaml-syntax': 'loud' } };
  const client = await startClient({ folders: [files, {}], settings: () => ({ routelens }) });
  t.after(client.dispose);
  await client.eventually(() => client.heard('window/showMessage').length > 0, 'a message');
  changeConfiguration(client);
  await client.quiet();
  const messages = client.heard('window/showMessage') as { message: string }[];
  assert.equal(messages.length, 1);
  assert.equal(
    messages[0]?.message,
    'routelens.mode is "iptable"; accepted: auto, iptables, nftables, ipvs. ' +
      'routelens.nodePortRange is "5"; accepted: a range such as "30000-32767". ' +
      'routelens.rules is {"yaml-syntax":"loud"}; accepted: rule ids, each with one of error, warning, information, hint, off. ' +
      'routelens.maxFileSize is "big"; accepted: a number of megabytes above 0. ' +
      'The default is used instead.',
  );
});

test('every setting has a default that is accepted and says nothing', () => {
  const unset = readConfig({ routelens: undefined, filesExclude: undefined });
  const defaults = {
    mode: 'auto',
    kubernetesVersion: 'auto',
    serviceCidr: [],
    nodePortRange: '',
    clusterDomain: '',
    node: '',
    diagnostics: { scope: 'workspace' },
    rules: {},
    ignore: [],
    codeLens: { enabled: true },
    inlayHints: { defaults: 'off' },
    maxFileSize: 10,
  };
  assert.deepEqual(readConfig({ routelens: defaults, filesExclude: {} }), unset);
  assert.deepEqual(unset.problems, []);
});

test('a rule that does not exist is named with the nearest that does; the others count', () => {
  const { config, problems } = readConfig({
    routelens: { rules: { 'selector-nomatch': 'off', 'yaml-syntax': 'hint', x: 'off' } },
    filesExclude: {},
  });
  assert.deepEqual(problems, [
    'routelens.rules names "selector-nomatch", which is no rule; accepted: selector-no-match.',
    'routelens.rules names "x", which is no rule.',
  ]);
  assert.equal(config.layer.severities?.['yaml-syntax'], 'hint');
});

test('settings of any shape give a configuration', () => {
  for (const value of [null, 0, '', 'x', [], {}, [[]], { scope: {} }, true, -1, Number.NaN]) {
    for (const key of [
      'mode',
      'kubernetesVersion',
      'serviceCidr',
      'nodePortRange',
      'diagnostics',
      'rules',
      'ignore',
      'codeLens',
      'inlayHints',
      'maxFileSize',
    ]) {
      const { config } = readConfig({ routelens: { [key]: value }, filesExclude: value });
      assert.ok(config.maxFileSize > 0);
    }
    assert.deepEqual(readConfig({ routelens: value, filesExclude: value }).problems, []);
  }
});
