import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { invalid } from '../drafts.ts';
import { service } from '../examples.ts';
import { insertion, removal, replacement } from '../fixes.ts';
import { describe, isExternalName, quote } from '../serviceFacts.ts';

export const clusterIpsMismatch = defineRule({
  id: 'cluster-ips-mismatch',
  kinds: ['Service'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.20',
  summary: 'clusterIPs does not begin with clusterIP.',
  rationale: `\`clusterIP\` is the first of \`clusterIPs\`. The API server fills in the list from the single field, never the other way round, and compares the two as text.`,
  *check({ object: service }) {
    const first = service.clusterIPs?.[0];
    if (!service.clusterIPs?.length || isExternalName(service)) return;
    if (service.clusterIP && service.clusterIP === first) return;
    const message = service.clusterIP
      ? `${describe(service)} has clusterIP ${quote(service.clusterIP)} but clusterIPs begins with ${quote(first ?? '')}: the API server refuses it. Make them equal.`
      : `${describe(service)} has clusterIPs but no clusterIP: the API server refuses it. ${first ? `Add clusterIP: ${first}.` : 'Remove clusterIPs.'}`;
    yield invalid(['spec', 'clusterIPs'], message);
  },
  fixes: (draft, context) => {
    const first = context.object.clusterIPs?.[0];
    const path = ['spec', 'clusterIP'];
    const words = { title: `Set clusterIP: ${first}` };
    const isWritten = nodeAt(context.node, path) !== undefined;
    const align = first
      ? isWritten
        ? replacement(context, path, first, words)
        : insertion(context, path, first, words)
      : [];
    return [...align, ...removal(context, draft.path, { title: 'Remove clusterIPs' })];
  },
  examples: {
    bad: [
      {
        text: service(`
  clusterIPs: [10.96.7.15]
  #<<<<<<<<< Invalid spec.clusterIPs
  ports: [{ port: 80 }]
`),
        fixed: service(`
  clusterIPs: [10.96.7.15]
  ports: [{ port: 80 }]
  clusterIP: 10.96.7.15
`),
      },
      {
        title: 'An empty entry counts as an entry',
        text: service(`
  clusterIPs: [""]
  #<<<<<<<<< Invalid spec.clusterIPs
  #            ^^ cluster-ip-invalid: Invalid spec.clusterIPs[0]
  ports: [{ port: 80 }]
`),
        fixed: service(`
  ports: [{ port: 80 }]
`),
      },
    ],
    good: [
      {
        text: service(`
  clusterIP: 10.96.7.15
  clusterIPs: [10.96.7.15]
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});
