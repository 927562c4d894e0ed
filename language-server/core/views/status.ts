/** What the status item says: mode, release, node, Services, and how the ranges are known. */

import type { ClusterSettings, Known } from '../cluster/clusterSettings.ts';
import { gapSentences } from './gapWords.ts';
import type { StatusView } from './model.ts';
import { type RoutingSource, routingView } from './routingView.ts';

export interface StatusInput {
  readonly path: string;
  readonly reason: 'settings-file' | 'kustomization' | 'input';
  readonly settings: ClusterSettings;
  readonly routing: RoutingSource;
}

const rootReasons = {
  'settings-file': 'it has a .routelens.yaml',
  kustomization: 'it has a kustomization',
  input: 'it is the whole input',
} as const;

export function statusView(input: StatusInput | undefined): StatusView {
  if (!input)
    return {
      root: '',
      mode: 'iptables',
      kubernetesVersion: '1.36',
      node: '',
      services: 0,
      details: ['No manifests yet.'],
    };
  const { settings, routing } = input;
  const view = routingView(routing);
  const { model } = routing.cluster;
  return {
    root: input.path,
    mode: view.mode,
    kubernetesVersion: `1.${settings.kubernetesMinor}`,
    node: view.node.name,
    services: model.services.length,
    details: [
      `Root ${input.path || '(all)'}: ${rootReasons[input.reason]}.`,
      knownSentence('Service range', settings.serviceCidrs, ranges => ranges.join(', ')),
      knownSentence('Node port range', settings.nodePortRange, range => `${range.from}-${range.to}`),
      ...(view.node.synthetic
        ? [`No Node object describes ${view.node.name}, so nothing is known of its addresses.`]
        : []),
      ...view.problems.map(problem => `kube-proxy configuration: ${problem}.`),
      ...gapSentences(model.completeness.reasons),
    ],
  };
}

const sources = {
  option: 'given on the command line',
  setting: "the editor's setting",
  '.routelens.yaml': 'from .routelens.yaml',
  manifests: 'found in the manifests',
  assumed: 'assumed, since nothing says otherwise',
} as const;

function knownSentence<T>(name: string, known: Known<T>, print: (value: T) => string): string {
  return `${name} ${print(known.value)}: ${sources[known.from]}.`;
}
