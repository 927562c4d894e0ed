import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { tokenise, unscoped } from './tokenise.ts';

const fixtures = new URL('../fixtures/grammar/', import.meta.url);

/** The scope of each token of one line, without the language suffix. */
async function scopesOf(line: string): Promise<[string, string][]> {
  const [tokens] = await tokenise('source.iptables', line);
  return tokens!.map(token => [token.text.trim(), token.scopes.replaceAll('.iptables', '')]);
}

async function scopeOf(line: string, text: string): Promise<string | undefined> {
  return (await scopesOf(line)).find(([token]) => token === text)?.[1];
}

suite('iptables grammar', () => {
  test('frame of a listing: tables, chains with counters, COMMIT, comments', async () => {
    assert.deepEqual(await scopesOf('*nat'), [
      ['*', 'punctuation.definition.table'],
      ['nat', 'entity.name.section.table'],
    ]);
    assert.deepEqual(await scopesOf(':INPUT ACCEPT [12:3456]'), [
      [':', 'punctuation.definition.chain'],
      ['INPUT', 'entity.name.function.chain.declaration'],
      ['ACCEPT', 'keyword.control.verdict'],
      ['[', 'punctuation.section.counters.begin'],
      ['12', 'constant.numeric.counter.packets'],
      [':', 'punctuation.separator.counters'],
      ['3456', 'constant.numeric.counter.bytes'],
      [']', 'punctuation.section.counters.end'],
    ]);
    assert.equal(await scopeOf(':KUBE-SVC-EHL433DY3T7P3MZN - [0:0]', '-'), 'constant.language.no-policy');
    assert.deepEqual(await scopesOf('COMMIT'), [['COMMIT', 'keyword.control.commit']]);
    assert.equal(
      await scopeOf('# Completed on Monday -j DROP', '#'),
      'comment.line.number-sign punctuation.definition.comment',
    );
    assert.equal((await scopesOf('# Completed -j DROP')).length, 2);
  });

  test('a dispatch rule, token by token', async () => {
    const line =
      '-A KUBE-SVC-EHL433DY3T7P3MZN -m comment --comment "default/demoapp-svc -> 10.244.1.46:80" ' +
      '-m statistic --mode random --probability 0.3333333333 -j KUBE-SEP-OKCWPUIB7WHDSNLK';
    assert.deepEqual(await scopesOf(line), [
      ['-A', 'keyword.other.command'],
      ['KUBE-SVC-EHL433DY3T7P3MZN', 'entity.name.function.chain'],
      ['-m', 'keyword.other.option'],
      ['comment', 'entity.name.type.match'],
      ['--comment', 'keyword.other.option'],
      ['"', 'string.quoted.double.comment punctuation.definition.string.begin'],
      ['default/demoapp-svc -> 10.244.1.46:80', 'string.quoted.double.comment'],
      ['"', 'string.quoted.double.comment punctuation.definition.string.end'],
      ['-m', 'keyword.other.option'],
      ['statistic', 'entity.name.type.match'],
      ['--mode', 'keyword.other.option'],
      ['random', 'constant.language.value'],
      ['--probability', 'keyword.other.option'],
      ['0.3333333333', 'constant.numeric.probability'],
      ['-j', 'keyword.control.jump'],
      ['KUBE-SEP-OKCWPUIB7WHDSNLK', 'entity.name.function.chain'],
    ]);
  });

  test('verdicts, extension targets and chains of one’s own differ after -j and -g', async () => {
    assert.equal(await scopeOf('-A FORWARD -j DROP', 'DROP'), 'keyword.control.verdict');
    assert.equal(await scopeOf('-A X -j DNAT --to-destination 10.0.0.1:80', 'DNAT'), 'support.function.target');
    assert.equal(await scopeOf('-A X -j MASQUERADE --random-fully', '--random-fully'), 'keyword.other.option');
    assert.equal(await scopeOf('-A X -g KUBE-SERVICES', 'KUBE-SERVICES'), 'entity.name.function.chain');
    assert.equal(await scopeOf('-A X -j DROPPED', 'DROPPED'), 'entity.name.function.chain');
  });

  test('addresses of both families, prefixes, ports, marks, negation', async () => {
    const line = '-A X ! -s 10.244.0.0/16 -d 10.97.72.1/32 -p tcp -m tcp --dport 80 -j KUBE-MARK-MASQ';
    assert.equal(await scopeOf(line, '!'), 'keyword.operator.logical.negation');
    assert.equal(await scopeOf(line, '10.97.72.1'), 'constant.numeric.address.ipv4');
    assert.equal(await scopeOf(line, '16'), 'constant.numeric.prefix-length');
    assert.equal(await scopeOf(line, '80'), 'constant.numeric.port');
    assert.equal(await scopeOf('-A X -d fd00:10:96::a/128', 'fd00:10:96::a'), 'constant.numeric.address.ipv6');
    assert.equal(
      await scopeOf('-A X -j DNAT --to-destination [fd00::1]:53', 'fd00::1'),
      'constant.numeric.address.ipv6',
    );
    assert.equal(await scopeOf('-A X -j DNAT --to-destination [fd00::1]:53', '53'), 'constant.numeric.port');
    const mark = '-A X -m mark ! --mark 0x00004000/0x4000 -j RETURN';
    assert.equal(await scopeOf(mark, '0x00004000'), 'constant.numeric.mark');
    assert.equal(await scopeOf(mark, '0x4000'), 'constant.numeric.mark.mask');
    assert.equal(await scopeOf(mark, '!'), 'keyword.operator.logical.negation');
    assert.equal(await scopeOf('-A X -m conntrack --ctstate RELATED,DNAT', 'DNAT'), 'constant.language.state');
    assert.equal(await scopeOf('-A X -m addrtype --dst-type LOCAL', 'LOCAL'), 'constant.language.address-type');
  });

  test('what a hover shows: the rule without its -A, and comments without quotes', async () => {
    assert.equal(
      await scopeOf('-m recent --name KUBE-SEP-A --rcheck --seconds 10800 --reap', 'KUBE-SEP-A'),
      'variable.other.list',
    );
    assert.equal(
      await scopeOf('-m comment --comment default/web:http -s 10.0.0.1', 'default/web:http'),
      'string.unquoted.comment',
    );
  });

  test('a quote that is never closed ends with its line', async () => {
    const [, second] = await tokenise('source.iptables', '-A X --comment "half typed\n-A Y -j DROP');
    assert.equal(second!.at(-1)!.scopes, 'keyword.control.verdict.iptables');
  });

  test('no token of the listings stays unrecognised', async () => {
    const files = readdirSync(fixtures).filter(name => /\.ip6?tables(?:-save)?$/.test(name));
    assert.equal(files.length, 9);
    for (const file of files) {
      assert.deepEqual(await unscoped('source.iptables', readFileSync(new URL(file, fixtures), 'utf8')), [], file);
    }
  });
});
