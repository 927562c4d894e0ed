import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { desktopCommand } from '../lib/desktopCode.mjs';

describe('desktopCommand', () => {
  const before = { ...process.env };
  let folder = '';

  /** @param {string} script body of a `code` that stands alone on the PATH */
  const install = script => writeFileSync(path.join(folder, 'code'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'routelens-code-'));
    process.env.PATH = folder;
    process.env.DISPLAY = ':1';
    delete process.env.VSCODE_IPC_HOOK_CLI;
  });
  afterEach(() => {
    process.env = { ...before };
    rmSync(folder, { recursive: true });
  });

  it('takes a code that is new enough, and loads the extension into the demo workspace', async () => {
    install('echo 1.99.3; echo abcdef; echo x64');
    const found = await desktopCommand();
    assert.equal(found?.command, path.join(folder, 'code'));
    assert.ok(found.args.some(argument => argument.startsWith('--extensionDevelopmentPath=')));
    assert.equal(path.basename(found.args.at(-1) ?? ''), 'test-workspace');
  });

  it('finds nothing where no code is', async () => {
    assert.equal(await desktopCommand(), undefined);
  });

  it('refuses one that is older than the extension supports', async () => {
    install('echo 1.90.2');
    assert.equal(await desktopCommand(), undefined);
  });

  it('refuses one that fails, and one that prints no release', async () => {
    install('exit 1');
    assert.equal(await desktopCommand(), undefined);
    install('echo "code 1.99.3 (commit abcdef)"');
    assert.equal(await desktopCommand(), undefined);
  });

  it('refuses the code of a remote session', async () => {
    install('exec ./node ./out/server-cli.js # 1.99.3');
    assert.equal(await desktopCommand(), undefined);
    install('echo 1.99.3');
    process.env.VSCODE_IPC_HOOK_CLI = '/run/user/0/vscode-ipc.sock';
    assert.equal(await desktopCommand(), undefined);
  });

  it('needs a display on Linux', { skip: process.platform !== 'linux' }, async () => {
    install('echo 1.99.3');
    delete process.env.DISPLAY;
    delete process.env.WAYLAND_DISPLAY;
    assert.equal(await desktopCommand(), undefined);
  });
});
