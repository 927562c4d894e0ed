/** Standard base32 (RFC 4648) of a digest's head: five bits for each character, upper case, unpadded. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Two characters at a time, by their ten bits. */
const pairs = Array.from({ length: 1024 }, (_, bits) => `${alphabet[bits >> 5]}${alphabet[bits & 31]}`);

/** The first `length` characters, an even number; `words` are 32-bit and most significant first. */
export function base32(words: Readonly<Int32Array>, length: number): string {
  let text = '';
  for (let offset = 0; offset < length * 5; offset += 10) text += pairs[tenBits(words, offset)];
  return text;
}

function tenBits(words: Readonly<Int32Array>, offset: number): number {
  const at = offset >> 5;
  const missing = (offset & 31) - 22;
  if (missing <= 0) return (words[at]! >>> -missing) & 1023;
  return ((words[at]! << missing) | (words[at + 1]! >>> (32 - missing))) & 1023;
}
