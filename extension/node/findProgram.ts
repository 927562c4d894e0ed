/**
 * Finds a program as a shell would, in the folders of PATH; relative ones are passed over, since they would name folders of
 * whatever is open. On Windows only what runs without a shell counts.
 */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

export async function findProgram(name: string, searchPath: string | undefined): Promise<string | undefined> {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (searchPath ?? '').split(path.delimiter)) {
    const file = path.join(folder, fileName);
    if (path.isAbsolute(folder) && (await isProgram(file))) return file;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
