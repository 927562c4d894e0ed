/** Where a command writes: results to out, everything else to err. */
export interface Console {
  readonly out: (text: string) => void;
  /** Resolves when a reader has taken what was written, so that a long result need not be held. */
  readonly drained: () => Promise<void>;
  readonly err: (text: string) => void;
  /** Standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** Reads all of standard input. */
  readonly readStandardInput: () => Promise<string>;
}
