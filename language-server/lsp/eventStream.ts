/**
 * Carries out what the client tells of its workspace, one event after the other, in the order in which they came. In:
 * events as work to do. Out: nothing; an event that fails is logged, and the next one begins.
 */

export interface EventStream {
  readonly push: (work: () => Promise<void>) => void;
}

export function createEventStream(onError: (error: unknown) => void): EventStream {
  let last: Promise<void> = Promise.resolve();
  return {
    push: work => {
      last = last.then(work).catch(onError);
    },
  };
}
