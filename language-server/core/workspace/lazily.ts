/** A value that is worked out when it is first asked for. */
export interface Lazily<T> {
  readonly get: () => T;
  /** Undefined where nobody has asked yet. */
  readonly known: () => T | undefined;
}

export function lazily<T extends object>(make: () => T): Lazily<T> {
  let value: T | undefined;
  return {
    get: () => {
      value ??= make();
      return value;
    },
    known: () => value,
  };
}
