/** Makes a switch over a union fail to compile when a member is forgotten. Throws only on a bug of ours. */
export function exhaustive(value: never): never {
  throw new Error(`unexpected variant ${JSON.stringify(value)}`);
}
