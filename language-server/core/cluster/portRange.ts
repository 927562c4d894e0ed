/** "30000-32767", or "30000+100" for a length after the first port. */
export function readPortRange(text: string | undefined): { from: number; to: number } | undefined {
  const match = /^\s*(\d+)\s*([-+])\s*(\d+)\s*$/.exec(text ?? '');
  if (!match) return undefined;
  const from = Number(match[1]);
  const to = match[2] === '+' ? from + Number(match[3]) : Number(match[3]);
  return from <= to && to <= 65535 ? { from, to } : undefined;
}
