import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasControlCharacter, visibleLine, visibleText } from '../../core/base/visibleText.ts';

test('what commands a terminal, turns text around or cannot be seen is shown as an escape', () => {
  for (const [text, shown] of [
    ['a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['\u0000\u0007\r\u007f\u009b', '\\u0000\\u0007\\u000d\\u007f\\u009b'],
    ['\u202eevil\u2066', '\\u202eevil\\u2066'],
    ['a\u200bb\ufeff\u00ad', 'a\\u200bb\\ufeff\\u00ad'],
    ['\u2028\u{e0041}', '\\u2028\\u{e0041}'],
    ['中文 é 😀\tx\ny', '中文 é 😀\tx\ny'],
  ] as const) {
    assert.equal(visibleText(text), shown);
  }
});

test('one line stays one', () => {
  assert.equal(visibleLine('a\r\nb'), 'a\\u000d\\u000ab');
});

test('control characters include line breaks of every kind', () => {
  for (const text of ['\n', '\r', '\u0085', '\u2028', '\u001b']) assert.ok(hasControlCharacter(text));
  assert.ok(!hasControlCharacter('web-1.中文 x'));
});
