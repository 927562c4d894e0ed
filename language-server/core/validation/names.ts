/** The alphabets of names in Kubernetes: which texts the API server takes where, and the nearest one that it would take. */

const label = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const labelFromLetter = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const qualifiedPart = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** 1 to 63 lower-case letters, digits and inner hyphens. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}

/** As a DNS label that starts with a letter. */
export function isDns1035Label(text: string): boolean {
  return text.length <= 63 && labelFromLetter.test(text);
}

/** 1 to 253 characters: DNS labels of any length, separated by dots. */
export function isDnsSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every(part => label.test(part));
}

/** `[prefix/]name` as for label keys. */
export function isQualifiedName(text: string): boolean {
  const parts = text.split('/');
  const name = parts.at(-1)!;
  if (parts.length > 2 || name.length > 63 || !qualifiedPart.test(name)) return false;
  return parts.length === 1 || isDnsSubdomain(parts[0]!);
}

/** Empty, or up to 63 characters that start and end alphanumeric. */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= 63 && qualifiedPart.test(text));
}

/** A port name as containers have it: up to 15 characters, single inner hyphens, at least one letter. */
export function isPortName(text: string): boolean {
  return text.length <= 15 && label.test(text) && /[a-z]/.test(text) && !text.includes('--');
}

/** The nearest DNS label, or undefined where nothing of the text can be kept. */
export function toDnsLabel(text: string): string | undefined {
  return trimmed(text.toLowerCase().replace(/[^a-z0-9-]+/g, '-'), 63, '-');
}

export function toDnsSubdomain(text: string): string | undefined {
  const parts = text.toLowerCase().split('.').map(toDnsLabel);
  return trimmed(parts.filter(part => part !== undefined).join('.'), 253, '-.');
}

export function toPortName(text: string): string | undefined {
  const name = trimmed((toDnsLabel(text) ?? '').replace(/-{2,}/g, '-'), 15, '-');
  return name !== undefined && isPortName(name) ? name : undefined;
}

/** Keeps letter case, as label values and the name part of qualified names do. */
export function toLabelValue(text: string): string | undefined {
  return trimmed(text.replace(/[^A-Za-z0-9_.-]+/g, '-'), 63, '-_.');
}

export function toQualifiedName(text: string): string | undefined {
  const slash = text.indexOf('/');
  const name = toLabelValue(text.slice(slash + 1).replaceAll('/', '-'));
  if (slash < 0 || name === undefined) return name;
  const prefix = toDnsSubdomain(text.slice(0, slash));
  return prefix === undefined ? name : `${prefix}/${name}`;
}

/** `edges` are the characters that may stand at neither end. */
function trimmed(text: string, length: number, edges: string): string | undefined {
  const start = [...text].findIndex(character => !edges.includes(character));
  const kept = start < 0 ? '' : text.slice(start, start + length);
  let end = kept.length;
  while (end > 0 && edges.includes(kept[end - 1]!)) end--;
  return kept.slice(0, end) || undefined;
}
