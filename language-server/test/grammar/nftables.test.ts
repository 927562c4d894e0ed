import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { tokenise, unscoped } from './tokenise.ts';

const fixtures = new URL('../fixtures/grammar/', import.meta.url);

async function scopesOf(line: string): Promise<[string, string][]> {
  const [tokens] = await tokenise('source.nftables', line);
  return tokens!.map(token => [token.text.trim(), token.scopes.replaceAll('.nftables', '')]);
}

async function scopeOf(line: string, text: string): Promise<string | undefined> {
  return (await scopesOf(line)).find(([token]) => token === text)?.[1];
}

suite('nftables grammar', () => {
  test('a rule in command form, token by token', async () => {
    const line =
      'add rule ip kube-proxy service-SUSTUHLJ-default/web/tcp/http ip daddr 10.96.0.10 jump mark-for-masquerade';
    assert.deepEqual(await scopesOf(line), [
      ['add', 'keyword.other.command'],
      ['rule', 'storage.type.object'],
      ['ip', 'constant.language.family'],
      ['kube-proxy', 'entity.name.section.table'],
      ['service-SUSTUHLJ-default/web/tcp/http', 'entity.name.function.chain'],
      ['ip', 'support.type.protocol'],
      ['daddr', 'support.type.property-name.field'],
      ['10.96.0.10', 'constant.numeric.address.ipv4'],
      ['jump', 'keyword.control.jump'],
      ['mark-for-masquerade', 'entity.name.function.chain'],
    ]);
  });

  test('objects of the command form', async () => {
    const set = 'add set ip6 kube-proxy cluster-ips { type ipv6_addr ; comment "Active ClusterIPs" ; }';
    assert.equal(await scopeOf(set, 'cluster-ips'), 'variable.other.set');
    assert.equal(await scopeOf(set, 'ipv6_addr'), 'storage.type.data');
    assert.equal(await scopeOf(set, 'Active ClusterIPs'), 'string.quoted.double.comment');
    const chain = 'add chain ip kube-proxy nat-output { type nat hook output priority -100 ; }';
    assert.equal(await scopeOf(chain, 'nat-output'), 'entity.name.function.chain');
    assert.equal(await scopeOf(chain, 'output'), 'constant.language.hook');
    assert.equal(await scopeOf(chain, '-100'), 'constant.numeric.priority');
    const element =
      'add element ip kube-proxy service-ips { 10.96.0.1 . tcp . 443 : goto service-2QRHZV4L-default/kubernetes/tcp/https }';
    assert.equal(await scopeOf(element, '.'), 'keyword.operator.concatenation');
    assert.equal(await scopeOf(element, ':'), 'punctuation.separator.mapping');
    assert.equal(await scopeOf(element, 'service-2QRHZV4L-default/kubernetes/tcp/https'), 'entity.name.function.chain');
  });

  test('block form: declarations, dispatch, sets', async () => {
    assert.equal(await scopeOf('table ip kube-proxy {', 'kube-proxy'), 'entity.name.section.table');
    assert.equal(await scopeOf('\tchain services {', 'services'), 'entity.name.function.chain.declaration');
    assert.equal(await scopeOf('\tset cluster-ips {', 'cluster-ips'), 'variable.other.set.declaration');
    const dispatch =
      'meta l4proto tcp dnat ip to numgen random mod 2 map { 0 : 10.244.1.10 . 8443, 1 : 10.244.2.10 . 8443 }';
    assert.equal(await scopeOf(dispatch, 'numgen'), 'support.function.statement');
    assert.equal(await scopeOf(dispatch, 'dnat'), 'support.function.statement');
    assert.equal(await scopeOf(dispatch, '8443'), 'constant.numeric');
    const rule =
      'ip daddr @cluster-ips ip saddr != 10.244.0.0/16 meta mark set meta mark | 0x00004000 comment "masquerade"';
    assert.equal(await scopeOf(rule, 'cluster-ips'), 'variable.other.set');
    assert.equal(await scopeOf(rule, '!='), 'keyword.operator.comparison');
    assert.equal(await scopeOf(rule, '0x00004000'), 'constant.numeric.mark');
    assert.equal(await scopeOf('ct state new reject', 'reject'), 'keyword.control.verdict');
  });

  test('words inside names are not taken for keywords', async () => {
    const chain = 'goto endpoint-FLXOMXXM-default/ip/tcp/drop__10.244.1.10/8080';
    assert.deepEqual(
      (await scopesOf(chain)).map(([text]) => text),
      ['goto', 'endpoint-FLXOMXXM-default/ip/tcp/drop__10.244.1.10/8080'],
    );
    const set = 'ip saddr @affinity-AAAAAAAA-a/tcp/tcp/http__fd00.1/80 accept';
    assert.equal(await scopeOf(set, 'affinity-AAAAAAAA-a/tcp/tcp/http__fd00.1/80'), 'variable.other.set');
  });

  test('no token of the listings stays unrecognised', async () => {
    const files = readdirSync(fixtures).filter(name => name.endsWith('.nft'));
    assert.equal(files.length, 6);
    for (const file of files) {
      assert.deepEqual(await unscoped('source.nftables', readFileSync(new URL(file, fixtures), 'utf8')), [], file);
    }
  });
});
