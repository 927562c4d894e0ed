// A reporter for `node --test` that writes one line of JSON at the end: how many tests passed and how many failed.
// A test file that breaks off counts as failed, a skipped test as neither: its name is given with the reason. What tests
// tell by `t.diagnostic` is passed on: a seed, for instance.

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* countReporter(events) {
  const skipped = [];
  const notes = [];
  for await (const { type, data } of events) {
    if (type === 'test:pass' && data.skip !== undefined) skipped.push(`${data.name} (${data.skip})`);
    // The runner's own have no file.
    if (type === 'test:diagnostic' && data.file !== undefined) notes.push(data.message);
    // One summary for each file, then one without a file for the whole run.
    if (type !== 'test:summary' || data.file !== undefined) continue;
    const { passed, failed, cancelled } = data.counts;
    yield JSON.stringify({ passed, failed: failed + cancelled, skipped, notes });
  }
}
