/**
 * Runs one piece of background work again and again: soon after it was asked for, the newest request winning, and in
 * slices, so that messages of the client are answered between them.
 */

/** Longest stretch of work between two looks at the client's messages; a frame of a screen is 16 ms. */
const sliceMilliseconds = 8;
const shortestDelay = 5;
const longestDelay = 1000;

export interface Slices {
  /** Newer work is asked for: give up. */
  readonly stopped: () => boolean;
  /** Lets messages through when the slice is used up. */
  readonly breathe: () => Promise<void>;
}

export interface Scheduler {
  readonly request: () => void;
  readonly dispose: () => void;
}

/** `stretched` hears how long each stretch without a breath was. */
export function createSlices(stopped: () => boolean, stretched: (milliseconds: number) => void = () => {}): Slices {
  let begin = performance.now();
  return {
    stopped,
    breathe: async () => {
      const length = performance.now() - begin;
      if (length < sliceMilliseconds) return;
      stretched(length);
      await new Promise<void>(resolve => setTimeout(resolve, 0));
      begin = performance.now();
    },
  };
}

/** Waits as long as the last run held up messages, so that slow work on a huge document does not follow every key. */
export function createScheduler(
  work: (slices: Slices) => Promise<void>,
  onError: (error: unknown) => void,
  leastDelay = shortestDelay,
): Scheduler {
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delay = leastDelay;

  const run = async (own: number) => {
    let longest = 0;
    const slices = createSlices(
      () => own !== newest,
      length => {
        longest = Math.max(longest, length);
      },
    );
    await work(slices).catch(onError);
    delay = Math.min(Math.max(leastDelay, longest), longestDelay);
  };

  return {
    request: () => {
      clearTimeout(timer);
      const own = ++newest;
      timer = setTimeout(() => void run(own), delay);
    },
    dispose: () => {
      newest++;
      clearTimeout(timer);
    },
  };
}
