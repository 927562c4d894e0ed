/** Where a command writes: results to out or, for people, to print; everything else to err. */
export interface Console {
  /** Exactly as it is. */
  readonly out: (text: string) => void;
  /** Lines for people: what a manifest holds neither hides nor commands the terminal. */
  readonly print: (text: string) => void;
  /** Resolves when a reader has taken what was written, so that a long result need not be held. */
  readonly drained: () => Promise<void>;
  /** One line. */
  readonly err: (text: string) => void;
  /** Standard output is a terminal that wants colour. */
  readonly colour: boolean;
  /** Reads all of standard input. */
  readonly readStandardInput: () => Promise<string>;
}
