import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseManifest } from '../../core/yaml/parseManifest.ts';
import { offsetAt } from '../../lsp/fromProto.ts';
import { folderName, nameOf, uriOf } from '../../lsp/names.ts';
import { toRange } from '../../lsp/toProto.ts';

const texts = fc.array(fc.constantFrom('a', ' ', '🚀', 'é', '\n', '\r\n', '\r', ':')).map(parts => parts.join(''));

test('an offset survives the way to a position and back', () => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, at) => {
      const offset = at % (text.length + 1);
      // Between CR and LF is no place where a cursor can stand.
      fc.pre(!(text[offset - 1] === '\r' && text[offset] === '\n'));
      const manifest = parseManifest(text);
      const { start } = toRange(manifest, { start: offset, end: offset });
      assert.equal(offsetAt(manifest, start), offset);
    }),
  );
});

test('a name survives the way to a URI and back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 })), parts => {
      const name = `vscode-vfs://github/${parts.join('/')}`;
      assert.equal(nameOf(uriOf(name)), name);
    }),
  );
});

test('spellings of one URI give one name', () => {
  const spellings = ['file:///c%3A/x%20y/(1).yaml', 'file:///C:/x y/%281%29.yaml', 'file:///c:/x%20y/(1).yaml'];
  assert.deepEqual([...new Set(spellings.map(nameOf))], ['file:///c:/x y/(1).yaml']);
  assert.equal(nameOf('untitled:Untitled-1'), 'untitled:Untitled-1');
  assert.equal(nameOf('file:///100%.yaml'), 'file:///100%.yaml');
  assert.equal(folderName('file:///a'), 'file:///a/');
});
