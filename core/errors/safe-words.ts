/**
 * Sentences of the engine that quote the value they stumbled over, and what is said instead: a value of an item must
 * not come into a log by way of an error that somebody passes on.
 */
const quoting: readonly (readonly [RegExp, string])[] = [
  [/^Cannot use 'in' operator to search for .*$/s, "Cannot use 'in' operator on what is no object"],
  [/^(Unexpected token .{1,4}?), .* is not valid JSON$/s, '$1 in JSON'],
  [/^.* is not valid JSON$/s, 'The text is not valid JSON'],
  [/^Cannot convert .* to a BigInt$/s, 'Cannot convert the text to a BigInt'],
  [/^The number .* cannot be converted to a BigInt.*$/s, 'The number cannot be converted to a BigInt'],
  [
    /^Cannot create property .* on (string|number|boolean|bigint|symbol) .*$/s,
    'Cannot create a property on a $1',
  ],
  [/^Iterator value .* is not an entry object$/s, 'An iterator value is not an entry object'],
  [/^(string|number|boolean|bigint|symbol) .* is not iterable.*$/s, 'A $1 is not iterable'],
  [/^Invalid regular expression: .*$/s, 'Invalid regular expression'],
  [/^Value .* out of range(.*)$/s, 'A value is out of range'],
  [/^([^:]*\bInvalid [\w ]+?) ?: .*$/is, '$1'],
  // Node's own: `The "path" argument must be of type string. Received type number (5)`.
  [/^(.*?)\.? Received .*$/s, '$1'],
]

const builtIn: readonly string[] = ['TypeError', 'RangeError', 'SyntaxError', 'URIError', 'EvalError']

/** The words of an error without the values that the engine quotes in them. What others wrote is left as it is. */
export const safeWords = (name: string, message: string): string => {
  if (!builtIn.includes(name)) return message
  for (const [sentence, instead] of quoting) {
    if (sentence.test(message)) return message.replace(sentence, instead)
  }
  return message
}
