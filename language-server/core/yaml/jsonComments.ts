/**
 * Blanks the comments and trailing commas of JSON with comments, keeping every offset, so that the YAML parser (whose
 * language contains JSON but not its comments) can read it.
 */
const token = /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*[\]}])/g;

export function blankJsonComments(text: string): string {
  return text.replace(token, match => (match.startsWith('"') ? match : match.replace(/[^\n]/g, ' ')));
}
