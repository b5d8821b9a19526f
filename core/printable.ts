/**
 * What a terminal, or who reads lines, takes for something else than text: control characters (C0, DEL, C1), which move
 * the cursor, colour, and begin a new line; Unicode's own line ends; marks that turn the direction of what follows;
 * halves of characters.
 * @see https://www.unicode.org/reports/tr36/
 */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\uFEFF\uFFF9-\uFFFB]/gu

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/**
 * Text that is safe to print: a key or a message cannot forge a line, hide what stands beside it or command the
 * terminal. What is unsafe is shown as JSON shows it, `\u001b`; text without any comes back as it is. In one line of
 * JSON it changes nothing that the line says.
 */
export const printable = (text: string): string => text.replace(unsafe, escaped)
