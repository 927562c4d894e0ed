import { entryOf, nodeAt, printPath } from '../../yaml/manifestNode.ts';
import { defineRule } from '../defineRule.ts';
import { service } from '../examples.ts';
import { removal, renaming } from '../fixes.ts';
import { nearest, sameButCase } from '../nearest.ts';
import { hasSchema } from '../schema.ts';
import { describe } from '../serviceFacts.ts';
import { typeProblems } from '../typeCheck.ts';

export const unknownField = defineRule({
  id: 'unknown-field',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  since: '1.27',
  isSchemaMistake: true,
  summary: 'A field that this kind does not have.',
  rationale: `kubectl asks the API server for strict validation since 1.27: an unknown field fails the whole manifest (before, it was dropped without a word).
Field names are case sensitive, so \`targetport\` and \`clusterIp\` are unknown fields.`,
  *check({ object, node, settings }) {
    if (!hasSchema(object.kind)) return;
    const { mismatches, unknown } = typeProblems(node, object.kind);
    const isRefused = settings.kubernetesMinor >= 27 && mismatches.length === 0;
    for (const { path, known } of unknown) {
      const name = String(path.at(-1));
      const entry = entryOf(nodeAt(node, path.slice(0, -1)), name);
      const meant = nearest(name, known);
      const advice = meant ? ` ${meant} is the nearest that exists.` : (removed.get(name) ?? ' Remove it.');
      yield {
        path,
        ...(entry ? { range: { start: entry.key.start, end: entry.key.end } } : {}),
        message: `${describe(object)} has no field ${printPath(path)}: the API server refuses the manifest.${advice}`,
        field: printPath(path),
        ...(meant ? { suggestions: [meant] } : {}),
        ...(isRefused || mismatches.length > 0 ? {} : { verdict: 'advice', severity: 'warning' }),
      };
    }
  },
  fixes: (draft, context) => {
    const meant = draft.suggestions?.[0];
    const name = String(draft.path.at(-1));
    const rename = { title: `Change to ${meant}`, safe: sameButCase(name, String(meant)) };
    return [
      ...(meant === undefined ? [] : renaming(context, draft.path, String(meant), rename)),
      ...removal(context, draft.path, { title: `Remove ${name}` }),
    ];
  },
  examples: {
    bad: [
      {
        text: service(`
  ports:
    - port: 80
      targetport: 8080
      #<<<<<<<<<
`),
        fixed: service(`
  ports:
    - port: 80
      targetPort: 8080
`),
      },
      {
        text: service(`
  topologyKeys: ["*"]
  #<<<<<<<<<<<
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
  trafficDistribution: PreferSameZone
  ports: [{ port: 80 }]
`),
      },
    ],
  },
});

const removed: ReadonlyMap<string, string> = new Map([
  ['topologyKeys', ' It is gone since 1.22: trafficDistribution took its place.'],
  ['topology', ' It was a field of v1beta1: nodeName and zone took its place.'],
]);
