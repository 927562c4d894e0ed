import { defineRule } from '../defineRule.ts';
import { serviceWith } from '../examples.ts';
import { describe } from '../serviceFacts.ts';

export const annotationsTooLong = defineRule({
  id: 'annotations-too-long',
  kinds: ['Service', 'Endpoints', 'EndpointSlice'],
  severity: 'error',
  verdict: 'rejected',
  summary: 'The annotations are larger than 262144 bytes together.',
  rationale: `The API server counts the bytes of all keys and values. \`kubectl apply\` adds an annotation with the whole manifest, which often is what overflows.`,
  *check({ object }) {
    let bytes = 0;
    for (const [key, value] of Object.entries(object.annotations)) bytes += utf8Length(key) + utf8Length(value);
    if (bytes <= 262144) return;
    const message = `${describe(object)} has ${bytes} bytes of annotations, more than the 262144 that the API server takes. Move data elsewhere, for example to a ConfigMap.`;
    yield { path: ['metadata', 'annotations'], message, reason: 'FieldValueTooLong' };
  },
  examples: {
    bad: [
      {
        text: serviceWith(`
  name: web
  annotations:
  #<<<<<<<<<< TooLong metadata.annotations
    example.com/data: ${'x'.repeat(300)}
`).replace('x'.repeat(300), 'x'.repeat(262150)),
      },
    ],
    good: [
      {
        text: serviceWith(`
  name: web
  annotations: { example.com/data: some }
`),
      },
    ],
  },
});

function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
