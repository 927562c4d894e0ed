/** Whatever is asked of a cluster has an answer: shares that add up to 1, a disposition, words without gaps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseNames, modes } from '../engine/support.ts';
import { randomFrom } from '../support/random.ts';
import { caseContext } from './caseContext.ts';
import { randomRequests, wrongWith } from './randomRequests.ts';

const requestsEach = 40;

for (const mode of modes) {
  test(`random requests in ${mode} mode`, () => {
    for (const [seed, name] of caseNames().entries()) {
      const context = caseContext(name, mode);
      for (const request of randomRequests(context, randomFrom(seed), requestsEach)) {
        assert.equal(wrongWith(context, request), undefined, `${name}: ${JSON.stringify(request)}`);
      }
    }
  });
}
