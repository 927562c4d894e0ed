/** No manifest, however it is broken, makes an answer of the façade throw or take long; `npm run campaign` tries more. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAll, mutatedDocument, shrinkDocument } from '../campaign/documents.ts';

test('every question is answered of mutated manifests', t => {
  const { ROUTELENS_SEED } = process.env;
  const first = Number(ROUTELENS_SEED ?? Date.now() % 1_000_000_000);
  t.diagnostic(`mutated documents from seed ${first}`);
  for (let seed = first; seed < first + 25; seed++) {
    const document = mutatedDocument(seed);
    const { problem } = askAll(document, seed);
    if (problem) assert.fail(`seed ${seed}: ${problem}\n${JSON.stringify(shrinkDocument(document, seed))}`);
  }
});
