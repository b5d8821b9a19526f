import { styleText } from 'node:util'

/** How a text stands out. */
export type Tone = 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'inverse'

/** Gives a text its tone, or leaves it as it is. */
export type Shade = (tone: Tone, text: string) => string

/**
 * Colours, unless the environment wants none.
 *
 * @see https://no-color.org
 */
export const shadeFor = (env: Readonly<Record<string, string | undefined>>): Shade =>
  (env['NO_COLOR'] ?? '') === ''
    ? (tone, text) => styleText(tone, text, { validateStream: false })
    : (_, text) => text
