/** Reads fields of plain data (YAML without a schema): a value of another type reads as absent. */
export type PlainMap = Readonly<Record<string, unknown>>;

export function mapAt(data: unknown, key: string): PlainMap {
  return asMap(asMap(data)[key]);
}

export function asMap(data: unknown): PlainMap {
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as PlainMap) : {};
}

export function listAt(data: unknown, key: string): readonly unknown[] {
  const value = asMap(data)[key];
  return Array.isArray(value) ? value : [];
}

export function stringAt(data: unknown, key: string): string | undefined {
  const value = asMap(data)[key];
  return typeof value === 'string' ? value : undefined;
}

export function booleanAt(data: unknown, key: string): boolean | undefined {
  const value = asMap(data)[key];
  return typeof value === 'boolean' ? value : undefined;
}

export function integerAt(data: unknown, key: string): number | undefined {
  const value = asMap(data)[key];
  return Number.isInteger(value) ? (value as number) : undefined;
}
