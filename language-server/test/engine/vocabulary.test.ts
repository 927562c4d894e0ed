/**
 * What a scan of the text can hold: the packet filter's layers know the kernel, not Kubernetes, and the core has no
 * chance and no locale (the linter denies the globals, and these hide behind allowed ones).
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const core = join(import.meta.dirname, '../../core');

const kubernetesWords =
  /KUBE-|kube-|Kubernetes|kubernetes|Service|Endpoint|EndpointSlice|NodePort|nodePort|ClusterIP|clusterIp|\bPod\b|\bpod\b/;
const chanceAndLocale = /Math\.random|localeCompare|toLocale/;

function linesWith(words: RegExp, folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
  assert.ok(files.length > 0);
  return files.flatMap(file => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return lines.flatMap((line, i) => (words.test(line) ? [`${file}:${i + 1}: ${line.trim()}`] : []));
  });
}

for (const layer of ['netfilter', 'trace']) {
  test(`no Kubernetes words in ${layer}`, () => {
    assert.deepEqual(linesWith(kubernetesWords, join(core, layer)), []);
  });
}

test('no chance and no locale in the core', () => {
  assert.deepEqual(linesWith(chanceAndLocale, core), []);
});
