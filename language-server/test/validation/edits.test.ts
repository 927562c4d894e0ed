/** Edits keep comments, order, quoting, indentation and line endings, in block, flow and JSON text. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  appendItem,
  applyEdits,
  insertAt,
  type PlainValue,
  prependEntry,
  removeEntry,
  removeItem,
  renameKey,
  replaceScalar,
  type TextEdit,
} from '../../core/yaml/edits.ts';
import {
  entryOf,
  type FieldPath,
  type ManifestNode,
  type MapNode,
  nodeAt,
  type ScalarNode,
  type SequenceNode,
  toPlain,
} from '../../core/yaml/manifestNode.ts';
import { parseManifest } from '../../core/yaml/parseManifest.ts';

function rootOf(text: string): ManifestNode {
  const root = parseManifest(text).documents[0]?.root;
  assert.ok(root, text);
  return root;
}

function edited(text: string, edit: (root: ManifestNode) => TextEdit[]): string {
  return applyEdits(text, edit(rootOf(text)));
}

const replace = (text: string, path: FieldPath, value: string | number) =>
  edited(text, root => replaceScalar(text, nodeAt(root, path) as ScalarNode, value));
const remove = (text: string, path: FieldPath) =>
  edited(text, root => removeEntry(text, nodeAt(root, path.slice(0, -1)) as MapNode, String(path.at(-1))));
const insert = (text: string, path: FieldPath, value: PlainValue) =>
  edited(text, root => insertAt(text, root, path, value));

describe('replaceScalar', () => {
  it('keeps quotes and comments', () => {
    assert.equal(replace("a: 'x' # note\n", ['a'], "it's"), "a: 'it''s' # note\n");
    assert.equal(replace('a: "x"\n', ['a'], 'y'), 'a: "y"\n');
    assert.equal(replace('a: x\n', ['a'], 'z'), 'a: z\n');
  });
  it('quotes what would read as something else', () => {
    assert.equal(replace('a: x\n', ['a'], 'on'), 'a: "on"\n');
    assert.equal(replace('a: x\n', ['a'], '80'), 'a: "80"\n');
    assert.equal(replace('{"a": 80}', ['a'], 'web'), '{"a": "web"}');
  });
  it('unquotes numbers', () => assert.equal(replace('a: "80"\n', ['a'], 80), 'a: 80\n'));
  it('fills an empty value', () => {
    assert.equal(replace('a:\nb: 1\n', ['a'], 'x'), 'a: x\nb: 1\n');
    assert.equal(replace('a: # note\n', ['a'], 'x').includes('x'), true);
  });
  it('replaces an alias alone', () => assert.equal(replace('a: &p 80\nb: *p\n', ['b'], 81), 'a: &p 80\nb: 81\n'));
});

describe('removeEntry', () => {
  it('takes whole lines, with what stands below the key', () => {
    assert.equal(remove('a: 1\nb:\n  c: 2\n  d: [3]\ne: 4\n', ['b']), 'a: 1\ne: 4\n');
    assert.equal(remove('a: 1\nb: 2', ['b']), 'a: 1\n');
    assert.equal(remove('a: 1\r\nb: 2 # note\r\nc: 3\r\n', ['b']), 'a: 1\r\nc: 3\r\n');
    assert.equal(remove('a: |\n  x\n  y\nb: 2\n', ['a']), 'b: 2\n');
  });
  it('keeps the comments of neighbours', () => {
    assert.equal(remove('# of a\na: 1\n# of b\nb: 2\n# of c\nc: 3\n', ['b']), '# of a\na: 1\n# of b\n# of c\nc: 3\n');
  });
  it('moves the next entry up to the dash', () => {
    assert.equal(remove('p:\n  - a: 1\n    b: 2\n', ['p', 0, 'a']), 'p:\n  - b: 2\n');
  });
  it('takes the comma along in braces', () => {
    assert.equal(remove('{ a: 1, b: 2, c: 3 }\n', ['b']), '{ a: 1, c: 3 }\n');
    assert.equal(remove('{ a: 1, b: 2 }\n', ['a']), '{ b: 2 }\n');
    assert.equal(remove('{\n  "a": 1,\n  "b": 2\n}\n', ['b']), '{\n  "a": 1\n}\n');
  });
  it('leaves an anchor that others may need', () =>
    assert.equal(remove('a: &x 1\nb: *x\n', ['a']), 'a: &x 1\nb: *x\n'));
});

describe('removeItem', () => {
  const removeAt = (text: string, path: FieldPath, i: number) =>
    edited(text, root => removeItem(text, nodeAt(root, path) as SequenceNode, i));
  it('takes the lines of the item', () => {
    assert.equal(removeAt('p:\n- a: 1\n  b: 2\n- a: 3\n', ['p'], 0), 'p:\n- a: 3\n');
    assert.equal(removeAt('p: [1, 2, 3]\n', ['p'], 2), 'p: [1, 2]\n');
  });
});

describe('insertAt', () => {
  it('follows the indentation and line ending of its neighbours', () => {
    assert.equal(insert('a:\n    b: 1 # note\nc: 2\n', ['a', 'd'], 3), 'a:\n    b: 1 # note\n    d: 3\nc: 2\n');
    assert.equal(insert('a: 1\r\n', ['b'], 'x'), 'a: 1\r\nb: x\r\n');
    assert.equal(insert('a: 1', ['b'], 2), 'a: 1\nb: 2');
  });
  it('writes lists as the file does', () => {
    const ports = [{ port: 80 }];
    assert.equal(insert('x:\n- 1\n', ['ports'], ports), 'x:\n- 1\nports:\n- port: 80\n');
    assert.equal(insert('x:\n  - 1\n', ['ports'], ports), 'x:\n  - 1\nports:\n  - port: 80\n');
  });
  it('makes the maps on the way', () => {
    assert.equal(insert('a:\n  b: 1\n', ['a', 'c', 'k/x'], 'v'), 'a:\n  b: 1\n  c:\n    k/x: v\n');
    assert.equal(insert('a:\nb: 1\n', ['a', 'c'], 2), 'a:\n  c: 2\nb: 1\n');
  });
  it('stays in braces', () => {
    assert.equal(insert('a: { b: 1 }\n', ['a', 'c'], 'x'), 'a: { b: 1, c: x }\n');
    assert.equal(insert('{\n  "a": 1\n}\n', ['b'], 'x'), '{\n  "a": 1,\n  "b": "x"\n}\n');
  });
});

it('renames keys in their quotes', () => {
  assert.equal(
    edited('"a": 1\n', root => renameKey('"a": 1\n', entryOf(root, 'a')!, 'b')),
    '"b": 1\n',
  );
});

const word = fc.stringMatching(/^[a-z]{1,6}$/);
const tree = fc.letrec<{ map: PlainValue; value: PlainValue }>(tie => ({
  map: fc.dictionary(word, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ depthSize: 'small' }, word, fc.nat(99), tie('map')),
})).map;

it('inserts and removes without touching anything else', () => {
  fc.assert(
    fc.property(tree, word, fc.oneof(word, fc.nat(99)), (data, key, value) => {
      const text = insert('zz: 1\n', ['yy'], data);
      assert.deepEqual(toPlain(rootOf(text)), { zz: 1, yy: JSON.parse(JSON.stringify(data)) });
      if (Object.hasOwn(data as object, key)) return;
      const more = insert(text, ['yy', key], value);
      assert.deepEqual(toPlain(rootOf(more)), { zz: 1, yy: { ...(data as object), [key]: value } });
      assert.equal(remove(more, ['yy', key]), text);
    }),
  );
});

describe('appendItem', () => {
  const append = (text: string, value: PlainValue) =>
    edited(text, root => appendItem(text, nodeAt(root, ['p']) as SequenceNode, value));
  it('follows the style of the last item', () => {
    assert.equal(
      append('p:\n  - a: 1 # one\nq: 2\n', { b: 2, c: 3 }),
      'p:\n  - a: 1 # one\n  - b: 2\n    c: 3\nq: 2\n',
    );
    assert.equal(append('p:\n- { a: 1 }\n', { b: 2 }), 'p:\n- { a: 1 }\n- { b: 2 }\n');
    assert.equal(append('p: [{ a: 1 }]\n', { b: 2 }), 'p: [{ a: 1 }, { b: 2 }]\n');
    assert.equal(append('p:\r\n- a: 1\r\n', { b: 2 }), 'p:\r\n- a: 1\r\n- b: 2\r\n');
    assert.equal(append('{"p": [\n  {"a": 1}\n]}', { b: 'x' }), '{"p": [\n  {"a": 1}, { "b": "x" }\n]}');
  });
});

describe('prependEntry', () => {
  const prepend = (text: string) =>
    edited(text, root => prependEntry(text, nodeAt(root, ['p', 0]) as MapNode, 'name', 'x'));
  it('stands before the first entry, in its column', () => {
    assert.equal(prepend('p:\n  - a: 1\n    b: 2\n'), 'p:\n  - name: x\n    a: 1\n    b: 2\n');
    assert.equal(prepend('p: [{ a: 1 }]\n'), 'p: [{ name: x, a: 1 }]\n');
  });
});

it('removing the last entry in braces leaves empty braces', () => {
  assert.equal(remove('{\n  "a": {\n    "b": 1\n  }\n}\n', ['a', 'b']), '{\n  "a": {}\n}\n');
  assert.equal(remove('a: { b: 1 }\n', ['a', 'b']), 'a: {}\n');
});
