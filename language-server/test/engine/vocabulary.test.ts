/** The packet filter's layers know the kernel, not Kubernetes: their text is scanned for its words. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const words =
  /KUBE-|kube-|Kubernetes|kubernetes|Service|Endpoint|EndpointSlice|NodePort|nodePort|ClusterIP|clusterIp|\bPod\b|\bpod\b/;

for (const layer of ['netfilter', 'trace']) {
  test(`no Kubernetes words in ${layer}`, () => {
    const folder = join(import.meta.dirname, '../../core', layer);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'));
    for (const file of files) {
      const lines = readFileSync(join(folder, file), 'utf8').split('\n');
      const found = lines.flatMap((line, i) => (words.test(line) ? [`${layer}/${file}:${i + 1}: ${line.trim()}`] : []));
      assert.deepEqual(found, []);
    }
  });
}
