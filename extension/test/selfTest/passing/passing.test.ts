import assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('self-test: passing', () => {
  test('runs in an extension host with the workspace open', () => {
    assert.equal(vscode.workspace.workspaceFolders?.length, 1);
  });
});
