/** Standard base32 (RFC 4648) of a digest's head: five bits for each character, upper case, unpadded. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first `length` characters; `words` are 32-bit and most significant first. */
export function base32(words: Readonly<Int32Array>, length: number): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[fiveBits(words, i * 5)];
  return text;
}

function fiveBits(words: Readonly<Int32Array>, offset: number): number {
  const at = offset >> 5;
  const used = offset & 31;
  if (used <= 27) return (words[at]! >>> (27 - used)) & 31;
  const missing = used - 27;
  return ((words[at]! << missing) | (words[at + 1]! >>> (32 - missing))) & 31;
}
