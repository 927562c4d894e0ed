import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { contributions, tokenise, unscoped } from './tokenise.ts';

const fixtures = new URL('../fixtures/grammar/', import.meta.url);

suite('ipvsadm grammar', () => {
  const listing = readFileSync(new URL('demoapp.ipvsadm', fixtures), 'utf8');

  test('virtual servers, real servers, sets and the rules below them', async () => {
    const lines = await tokenise('source.ipvsadm', listing);
    const scopes = (text: string) => lines.flat().find(token => token.text === text)?.scopes ?? '';
    assert.match(scopes('TCP'), /constant\.language\.protocol/);
    assert.match(scopes('10.97.72.1'), /virtual-server.* constant\.numeric\.address\.ipv4/);
    assert.match(scopes('rr'), /support\.function\.scheduler/);
    assert.match(scopes('10800'), /constant\.numeric\.timeout/);
    assert.match(scopes('->'), /keyword\.operator\.arrow/);
    assert.match(scopes('10.244.1.46'), /constant\.numeric\.address\.ipv4/);
    assert.match(scopes('Masq'), /constant\.language\.forwarding/);
    assert.match(scopes('fd00:10:244:1::2'), /constant\.numeric\.address\.ipv6/);
    assert.match(scopes('KUBE-LOOP-BACK'), /variable\.other\.set/);
    assert.match(scopes('ACCEPT'), /keyword\.control\.verdict\.iptables/);
  });

  test('no token of the listing stays unrecognised', async () => {
    assert.deepEqual(await unscoped('source.ipvsadm', listing), []);
  });
});

suite('rule listings in Markdown', () => {
  const cases = [
    { fence: 'iptables', line: '-A KUBE-SERVICES -j DROP', token: 'DROP' },
    { fence: 'nftables', line: 'ip daddr 10.96.0.1 drop', token: 'drop' },
    { fence: 'ipvsadm', line: 'TCP  10.96.0.1:443 rr', token: 'rr' },
  ];
  for (const { fence, line, token } of cases) {
    test(`${fence} block`, async () => {
      const text = `Before\n\n\`\`\`${fence}\n${line}\n\`\`\`\n\n# After -j DROP`;
      const lines = await tokenise('text.html.markdown', text);
      const found = lines[3]!.find(t => t.text === token)!;
      assert.match(found.scopes, new RegExp(`meta\\.embedded\\.block\\.${fence} .*\\.${fence}`));
      assert.equal(lines[4]![0]!.scopes, 'markup.fenced_code.block.markdown punctuation.definition.markdown');
      assert.equal(lines[6]![0]!.scopes, 'markup.heading.markdown');
    });
  }

  test('a block of another language is left alone', async () => {
    const lines = await tokenise('text.html.markdown', '```iptablesish\n-A X -j DROP\n```');
    assert.equal(lines[1]![0]!.scopes, '');
  });
});

test('every contributed grammar and language configuration is there', () => {
  const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  const { languages } = manifest.contributes as {
    languages: { id: string; extensions?: string[]; configuration: string }[];
  };
  const root = new URL('../../../', import.meta.url);
  for (const { path } of contributions) assert.ok(existsSync(new URL(path, root)), path);
  // A trace has no files of its own: only the extension opens one.
  const ofFiles = languages.filter(language => language.extensions);
  assert.ok(ofFiles.length > 0);
  for (const { id, configuration } of ofFiles) {
    assert.ok(
      contributions.some(grammar => grammar.scopeName === `source.${id}`),
      id,
    );
    JSON.parse(readFileSync(new URL(configuration, root), 'utf8'));
  }
});
