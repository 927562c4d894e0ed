import { nodeAt } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { removeIt } from '../fixes.ts';
import { describe, quote } from '../serviceFacts.ts';

export const resourceVersionOnCreate = defineRule({
  id: 'resource-version-on-create',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'metadata.resourceVersion is set on an object that is to be created.',
  rationale: `The API server sets the version of an object. A manifest with one cannot be created (status 500), and an update with a stale one is refused as a conflict.
It is left over from an export, together with \`uid\`, \`creationTimestamp\` and \`managedFields\`. A server-side dry run does not notice.`,
  *check({ object, node }) {
    const value = nodeAt(node, ['metadata', 'resourceVersion']);
    if (value?.kind !== 'scalar' || typeof value.value !== 'string') return;
    // The server reads "0" as none.
    if (/^0*$/.test(value.value)) return;
    const isExport = nodeAt(node, ['metadata', 'uid']) !== undefined;
    const message = `${describe(object)} has resourceVersion ${quote(value.value)}, left over from an export: the API server refuses to create an object with one. Remove it.`;
    // A dump of a cluster is more often read than applied.
    yield { path: ['metadata', 'resourceVersion'], message, ...(isExport ? { severity: 'information' } : {}) };
  },
  fixes: removeIt(),
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  resourceVersion: "12345"
  #                ^^^^^^^
`),
        fixed: serviceWith(`
  name: web
`),
      },
    ],
    good: [
      {
        title: 'The API server reads 0 as none',
        text: serviceWith(`
  name: web
  resourceVersion: "0"
`),
      },
      {
        text: serviceWith(`
  name: web
`),
      },
    ],
  },
});
