/** Files as text and back: a byte order mark is no part of the text, and stays in the file with its encoding. */
import { readFile, writeFile } from 'node:fs/promises';
import { decodeText } from '../lsp/manifestFiles.ts';

export async function readTextFile(file: string): Promise<string> {
  return decodeText(await readFile(file));
}

/** Writes the file anew, in the encoding that it has. */
export async function rewriteTextFile(file: string, text: string): Promise<void> {
  const [first, second] = await readFile(file);
  const isBigEndian = first === 0xfe && second === 0xff;
  if (isBigEndian || (first === 0xff && second === 0xfe)) {
    const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
    await writeFile(file, isBigEndian ? bytes.swap16() : bytes);
  } else {
    await writeFile(file, first === 0xef && second === 0xbb ? `\uFEFF${text}` : text);
  }
}
