/** A path taken apart: names, and positions of list entries as numbers. */
export type PathParts = readonly (string | number)[]

const position = /\[(0|[1-9]\d*)\]/g
/** A name, and behind it the positions of a list, of a list in it, and so on. */
const withPositions = /^(.*?)((?:\[(?:0|[1-9]\d*)\])+)$/s
/** What looks like a position and is none: `[-1]`, `[*]`, `[01]`, `[0:2]`, `[0]sku`, `[0`. */
const strayPosition = /\[\s*(?:[-+]?\d[^\]]*|\*)(?:\]|$)/

/** The place of a part: its name, and the positions that follow it. */
const partsOf = (segment: string): PathParts => {
  const [, name, positions = ''] = withPositions.exec(segment) ?? []
  if (name === undefined) return [segment]
  return [name, ...[...positions.matchAll(position)].map(([, digits]) => Number(digits))]
}

/**
 * Takes a path apart: dots between names, `[0]` behind a name for a position in its list. Whether a name of digits
 * alone is a key or a position is for the reader to say, who may know what is there.
 */
export const pathParts = (path: string): PathParts =>
  path.includes('[') ? path.split('.').flatMap(partsOf) : path.split('.')

/** Why a text is no path, or `undefined` where it is one. */
export const pathProblem = (path: string): string | undefined => {
  if (path === '') return 'is empty'
  const stray = path.includes('[')
    ? pathParts(path).find(part => typeof part === 'string' && (part === '' || strayPosition.test(part)))
    : undefined
  return stray === undefined ? undefined : 'has brackets that are no position of a list, as in lines[0].sku'
}
