/**
 * Text that another tool fills in before kubectl sees the file: `${PORT}`, `$PORT`, `$(IMAGE)`, `@TAG@`, `__NAME__`,
 * `#{X}#`, `{{ .Values.x }}`, ytt's `#@ code`; as a whole value also `<NAME>`, `{name}` and `((name))`. What such a scalar
 * will hold is unknown; it is not wrong. In: a scalar's value. Out: whether its value is unknown. The one place that
 * knows these forms.
 */

const forms: readonly RegExp[] = [
  /\$\{[^{}]*\}/,
  /\$\{[^{}]*\$\{/,
  /\$\([^()]*\)/,
  /\$[A-Za-z_]/,
  /\{\{/,
  /<%|%>/,
  /\{%|%\}/,
  /[#%]\{[^{}]*\}/,
  /@[A-Za-z_][\w.-]*@/,
  /__[A-Za-z]\w*?__/,
  /%[A-Za-z_]\w*%/,
  /^\[\[.*\]\]$/,
  /^#@[ \t]/,
  /^<[^<>]+>$/,
  /^\{[A-Za-z_][\w.-]*\}$/,
  /^\(\([^()]+\)\)$/,
];

/** Without these characters there is nothing to find. */
const marks = /[$@%#<{[(]|__/;

export function isUnknownText(value: unknown): boolean {
  return typeof value === 'string' && marks.test(value) && forms.some(form => form.test(value));
}

/** What is sure of a text: what stands before, between and behind its placeholders. Undefined where nothing is. */
const placeholder =
  /\$\{[^{}]*\}|\$\([^()]*\)|\{\{[^{}]*\}\}|<%[^%]*%>|\{%[^%]*%\}|[#%]\{[^{}]*\}#?|@[A-Za-z_][\w.-]*@|__[A-Za-z]\w*?__|%[A-Za-z_]\w*%|\$[A-Za-z_]\w*/;

export function literalParts(text: string): readonly string[] | undefined {
  const parts = text.split(placeholder);
  return parts.length > 1 && !parts.some(isUnknownText) ? parts : undefined;
}
