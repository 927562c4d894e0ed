// What the engine itself takes, in a process of its own: from decoded objects to the text of all rules, or to one
// Service's. usage: engine.cjs prepare N FILE | rules MODE FILE | hover MODE FILE   → one line of JSON
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { indexCluster } from '../../language-server/core/cluster/clusterIndex.ts';
import { buildClusterModel } from '../../language-server/core/cluster/clusterModel.ts';
import { resolveSettings } from '../../language-server/core/cluster/clusterSettings.ts';
import { decodeManifest } from '../../language-server/core/cluster/decode.ts';
import { ownLines, printCompiled } from '../../language-server/core/views/compilePlan.ts';
import { routingView } from '../../language-server/core/views/routingView.ts';
import { serviceRules } from '../../language-server/core/views/serviceRules.ts';
import { toPlain } from '../../language-server/core/yaml/manifestNode.ts';
import { parseManifest } from '../../language-server/core/yaml/parseManifest.ts';
import { scaleConfig, scaleHost, scaleManifests } from './generate.mjs';

/** @typedef {import('../../language-server/core/cluster/clusterSettings.ts').ProxyMode} ProxyMode */

const endpointsEach = 10;
const [command, what = '', file = ''] = process.argv.slice(2);
const print = (/** @type {object} */ facts) => console.log(JSON.stringify(facts));

/** @param {string} text */
const plain = text => toPlain(parseManifest(text).documents[0]?.root);

function readView() {
  const objects = deserialize(readFileSync(file));
  const model = buildClusterModel('', objects);
  const settings = resolveSettings(model, {});
  const proxyConfiguration = /** @type {Record<string, unknown>} */ (plain(scaleConfig));
  const host = plain(scaleHost);
  return () => ({ model, ...routingView({ cluster: indexCluster(model), settings, proxyConfiguration, host }) });
}

/** @param {ProxyMode} mode */
function measureRules(mode) {
  const view = readView();
  const before = process.cpuUsage();
  const begin = performance.now();
  const chunks = [...printCompiled(view().exact.whole(mode, 'IPv4'), undefined)];
  const wallMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS * 1024;
  const bytes = Buffer.from(chunks.join(''));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  print({ cpuMs: (user + system) / 1e3, wallMs, peak, bytes: bytes.length, sha256 });
}

/** @param {ProxyMode} mode */
function measureHover(mode) {
  const view = readView()();
  const { services } = view.model;
  const times = services.slice(0, 100).map((_, i) => {
    const service = /** @type {(typeof services)[number]} */ (services[(i * 7919) % services.length]);
    const begin = performance.now();
    const { compiled } = serviceRules(view, { service, mode, family: 'IPv4' });
    if (!compiled || ownLines(compiled).length === 0) throw new Error('no rules');
    return performance.now() - begin;
  });
  // The first makes the lookups of the cluster.
  const warm = times.slice(10).sort((a, b) => a - b);
  print({ medianMs: warm[Math.floor(warm.length / 2)], worstMs: warm.at(-1) });
}

if (command === 'prepare') {
  const objects = decodeManifest(parseManifest(scaleManifests(Number(what), endpointsEach)), 'manifests.yaml');
  writeFileSync(file, serialize(objects));
} else if (command === 'rules') measureRules(/** @type {ProxyMode} */ (what));
else measureHover(/** @type {ProxyMode} */ (what));
