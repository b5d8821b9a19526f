import { decode, encode } from '@jridgewell/sourcemap-codec'

/**
 * Mappings that still lead each place of a module to its line in the source, and no more to its column: stacks and
 * breakpoints go by lines, and columns are most of what maps weigh.
 */
export const thinMappings = (mappings: string): string =>
  encode(
    decode(mappings).map(segments => {
      let place = ''
      return segments.filter(([, source, line]) => {
        const before = place
        place = `${source ?? ''}:${line ?? ''}`
        return place !== before
      })
    }),
  )
