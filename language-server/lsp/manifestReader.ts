/** Reads files and has them parsed, as far as that is worth a thread. In: names. Out: texts, with their documents. */
import type { FileInput } from '../core/workspace/snapshot.ts';
import type { FileAccess } from './files/fileAccess.ts';
import { languageOf } from './files/manifestText.ts';
import type { TextParser } from './parsing/textParser.ts';

export interface ReaderPorts {
  /** Who reads a file or folder of this name. */
  readonly accessOf: (name: string) => FileAccess;
  readonly maxFileSize: () => number;
  readonly log: (message: string) => void;
}

export interface FileText {
  readonly name: string;
  /** Undefined: gone, or no manifest. */
  readonly input: FileInput | undefined;
}

export interface Reader {
  readonly parseGroup: (names: readonly string[], parser: TextParser) => Promise<readonly FileText[]>;
}

export function createReader(ports: ReaderPorts): Reader {
  const readText = async (name: string): Promise<FileText> => {
    const { text, problem } = await ports.accessOf(name).read(name, ports.maxFileSize());
    if (problem) ports.log(problem);
    return { name, input: text === undefined ? undefined : { text, language: languageOf(name) } };
  };
  const parseGroup: Reader['parseGroup'] = async (names, parser) => {
    const files = await Promise.all(names.map(readText));
    const parsed = (await parser.parse(files.flatMap(({ input }) => input ?? []))).values();
    return files.map(({ name, input }) => ({ name, input: input && { ...input, parsed: parsed.next().value } }));
  };
  return { parseGroup };
}
