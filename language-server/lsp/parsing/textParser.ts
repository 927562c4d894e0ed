/**
 * Decides which texts are worth a second thread, and cuts and joins them for it. In: texts. Out: their documents, or
 * undefined for what the caller is to parse itself, which is as good while there is little.
 */
import type { ManifestLanguage } from '../../core/yaml/manifest.ts';
import { maxManifestLength } from '../../core/yaml/parseManifest.ts';
import { cutText } from '../../core/yaml/splitDocuments.ts';
import type { ParseJob, ParseOutcome } from './parseJob.ts';
import type { Threads } from './threads.ts';

/** Characters that are parsed in less time than threads take to start. */
const worthThreads = 400_000;

/** Characters in one request, give or take a document. */
const requestSize = 200_000;

export interface TextToParse {
  readonly text: string;
  readonly language: ManifestLanguage;
}

export interface TextParser {
  /** In the order of the texts. */
  readonly parse: (texts: readonly TextToParse[]) => Promise<readonly (ParseOutcome | undefined)[]>;
  readonly close: () => void;
}

/** For where there are no threads. */
export const noThreads: TextParser = { parse: async texts => texts.map(() => undefined), close: () => {} };

export function createTextParser({ run, close }: Threads): TextParser {
  let seen = 0;
  const parse: TextParser['parse'] = async texts => {
    for (const { text } of texts) seen += text.length;
    if (seen < worthThreads) return texts.map(() => undefined);
    const pieces = texts.map(cut);
    const outcomes = (await inRequests(pieces.flat(), run)).values();
    return pieces.map(jobs => join(jobs.map(() => outcomes.next().value)));
  };
  return { parse, close };
}

function cut({ text, language }: TextToParse): ParseJob[] {
  if (text.length > maxManifestLength) return [];
  if (language === 'json' || text.length < 2 * requestSize) return [{ text, language, offset: 0 }];
  return cutText(text, requestSize).map(({ start, end }) => ({
    text: text.slice(start, end),
    language,
    offset: start,
  }));
}

async function inRequests(jobs: readonly ParseJob[], run: Threads['run']): Promise<(ParseOutcome | undefined)[]> {
  const requests: ParseJob[][] = [];
  let size = requestSize;
  for (const job of jobs) {
    if (size >= requestSize) {
      requests.push([]);
      size = 0;
    }
    requests.at(-1)!.push(job);
    size += job.text.length;
  }
  const answers = await Promise.all(requests.map(run));
  return requests.flatMap((request, i) => request.map((_, j) => answers[i]?.[j]));
}

/** A text of no pieces, or with one that did not arrive, is the caller's. */
function join(outcomes: readonly (ParseOutcome | undefined)[]): ParseOutcome | undefined {
  const arrived = outcomes.filter(outcome => outcome !== undefined);
  return arrived.length > 0 && arrived.length === outcomes.length ? arrived.flat() : undefined;
}
