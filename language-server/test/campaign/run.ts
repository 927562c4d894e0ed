/**
 * The campaign: random input for everything that people may do to the tool, for as long as there is time. Prints what it
 * tried, and for each failure a command that repeats it and the shortest input that still fails. Exit status 1 where
 * anything failed. Options: see scripts/campaign.mjs.
 */
import { parseArgs } from 'node:util';
import { askAll, mutatedDocument, shrinkDocument } from './documents.ts';
import { randomScript, runScript, shrink } from './editScripts.ts';

interface Trial {
  readonly questions: number;
  readonly problem: string | undefined;
}

interface Part {
  readonly title: string;
  readonly run: (seed: number) => Promise<Trial>;
  /** The shortest input that still fails, as text. */
  readonly shorten: (seed: number) => Promise<string>;
}

const parts: Readonly<Record<string, Part>> = {
  documents: {
    title: 'mutated manifests, each with every question of the façade',
    run: async seed => askAll(mutatedDocument(seed), seed),
    shorten: async seed => JSON.stringify(shrinkDocument(mutatedDocument(seed), seed)),
  },
  edits: {
    title: 'scripts of events, after which the server must answer as a fresh one',
    run: async seed => ({ questions: 1, problem: await runScript(randomScript(seed), 20_000) }),
    shorten: async seed => JSON.stringify(await shrink(randomScript(seed))),
  },
};

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
    only: { type: 'string' },
    count: { type: 'string' },
  },
});

async function runPart(name: string, part: Part, firstSeed: number): Promise<number> {
  const count = Number(options.count ?? Number.POSITIVE_INFINITY);
  const deadline = Date.now() + (Number(options.minutes) * 60_000) / chosen.length;
  let [trials, questions, failures] = [0, 0, 0];
  for (let seed = firstSeed; trials < count && (options.count !== undefined || Date.now() < deadline); seed++) {
    const trial = await part.run(seed);
    trials++;
    questions += trial.questions;
    if (trial.problem === undefined) continue;
    failures++;
    console.log(`${name}, seed ${seed}: ${trial.problem}`);
    console.log(`  repeat it: npm run campaign -- --only ${name} --seed ${seed} --count 1`);
    if (failures <= 3) console.log(`  the shortest that fails: ${await part.shorten(seed)}`);
  }
  const memory = Math.round(process.memoryUsage().rss / 1e6);
  console.log(
    `${name}: ${trials} ${part.title}: ${questions} questions, ${failures} failures, ${memory} MB at the end`,
  );
  return failures;
}

const chosen = Object.entries(parts).filter(
  ([name]) => options.only === undefined || options.only.split(',').includes(name),
);
if (chosen.length === 0) {
  console.error(`no such part; there are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}
const seed = Number(options.seed ?? Date.now() % 1_000_000_000);
console.log(`campaign from seed ${seed}`);
let failures = 0;
for (const [name, part] of chosen) failures += await runPart(name, part, seed);
process.exit(failures === 0 ? 0 : 1);
