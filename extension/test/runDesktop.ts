// Runs the same suite in the desktop VS Code, which @vscode/test-electron downloads: for machines with network access.
// usage: npm run test:desktop [-- VERSION], for example 1.91.0, the oldest that the extension supports.
import { runTests } from '@vscode/test-electron';
import { inRoot, root, testWorkspace } from '../../scripts/lib/paths.mjs';

const version = process.argv[2];

try {
  process.exitCode = await runTests({
    ...(version === undefined ? {} : { version }),
    extensionDevelopmentPath: [root, inRoot('extension', 'test', 'standIns', 'vscode-yaml')],
    extensionTestsPath: inRoot('out', 'test', 'suite', 'index.cjs'),
    launchArgs: [testWorkspace, '--disable-extensions'],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
