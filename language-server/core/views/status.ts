/** What the status item and `routelens status` say: mode, release, node, Services, and which place decides each setting. */

import type { ClusterModel } from '../cluster/clusterModel.ts';
import type { ClusterSettings, SettingsLayers } from '../cluster/clusterSettings.ts';
import type { StatusView } from './model.ts';
import { type RoutingSource, routingView } from './routingView.ts';
import { type DecisionsInput, settingDecisions } from './settingDecisions.ts';
import { settingSentence } from './settingWords.ts';
import { gapSentences } from './unreadWords.ts';

export interface StatusInput {
  readonly path: string;
  readonly reason: 'settings-file' | 'kustomization' | 'input' | 'passed-over';
  readonly settings: ClusterSettings;
  readonly routing: RoutingSource;
  readonly layers: SettingsLayers;
  readonly settingsFile: string;
  readonly lineOf: DecisionsInput['lineOf'];
}

const rootReasons = {
  'settings-file': 'it has a .routelens.yaml',
  kustomization: 'it has a kustomization',
  input: 'it is the whole input',
  'passed-over': 'it is vendored, test data or a test expectation: it belongs to no cluster, and nothing is reported',
} as const;

export function statusView(input: StatusInput | undefined): StatusView {
  if (!input)
    return {
      root: '',
      mode: 'iptables',
      kubernetesVersion: '1.36',
      node: '',
      services: 0,
      settings: [],
      remarks: [],
      details: ['No manifests yet.'],
    };
  const { settings, routing, path } = input;
  const view = routingView(routing);
  const { model } = routing.cluster;
  const decisions = settingDecisions({ ...input, source: routing, routing: view });
  const nameOf = (file: string) => (path && file.startsWith(path) ? file.slice(path.length) : file);
  const others = remarks(input, model, nameOf);
  return {
    root: path,
    mode: view.mode,
    kubernetesVersion: `1.${settings.kubernetesMinor}`,
    node: view.node.name,
    services: model.services.length,
    settings: decisions,
    remarks: others,
    details: [
      `Root ${path || '(all)'}: ${rootReasons[input.reason]}.`,
      ...decisions.map(decision => settingSentence(decision, nameOf)),
      ...others,
    ],
  };
}

/** What else there is to know: of kube-proxy, of the node, of what the files do not show. */
function remarks(input: StatusInput, model: ClusterModel, nameOf: (file: string) => string): string[] {
  const { node, problems } = routingView(input.routing);
  return [
    ...withoutProxy(input, model, nameOf),
    ...(node.synthetic ? [`No Node object describes ${node.name}, so nothing is known of its addresses.`] : []),
    ...(node.proxyName === node.name
      ? []
      : [`No Node has kube-proxy's hostnameOverride ${node.proxyName}: every endpoint counts as remote.`]),
    ...problems.map(problem => `kube-proxy configuration: ${problem}.`),
    ...gapSentences(model.completeness.reasons, nameOf),
  ];
}

function withoutProxy({ lineOf }: StatusInput, model: ClusterModel, nameOf: (file: string) => string): string[] {
  const found = model.statements.findLast(statement => statement.withoutProxy);
  if (!found?.withoutProxy) return [];
  const { name, path } = found.withoutProxy;
  const place = lineOf({ source: found.source, path });
  const where = place ? `${nameOf(place.file)}:${place.line}, ` : '';
  return [
    `kube-proxy is not installed (${where}${found.by} ${name}): another program handles Services. What is shown is what kube-proxy would program.`,
  ];
}
