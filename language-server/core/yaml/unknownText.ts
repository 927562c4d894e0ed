/**
 * Text that another tool fills in before kubectl sees the file: `${PORT}`, `$(IMAGE)`, `@TAG@`, `__NAME__`, `#{X}#`,
 * `{{ .Values.x }}`. What such a scalar will hold is unknown; it is not wrong. In: a scalar's value. Out: whether its
 * value is unknown. The one place that knows these forms.
 */

const forms: readonly RegExp[] = [
  /\$\{[^{}]*\}/,
  /\$\([^()]*\)/,
  /\{\{/,
  /<%|%>/,
  /\{%|%\}/,
  /#\{[^{}]*\}#?/,
  /@[A-Za-z_][\w.-]*@/,
  /__[A-Za-z]\w*?__/,
  /%[A-Z_][A-Z0-9_]*%/,
];

export function isUnknownText(value: unknown): boolean {
  return typeof value === 'string' && forms.some(form => form.test(value));
}
