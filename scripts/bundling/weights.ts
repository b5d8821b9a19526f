import type { Metafile } from 'esbuild'

/** Minified bytes by the folder that they come from, heaviest first. */
export type Weights = readonly (readonly [folder: string, bytes: number])[]

/** The room and its feature; of a package, its name. */
const folderOf = (path: string): string => {
  const [, packageName] =
    /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/.exec(path) ?? []
  if (packageName !== undefined) return packageName
  const folders = path.split('/').slice(0, -1)
  return folders.slice(0, 2).join('/') || path
}

/** What of each folder is in the outputs. */
export const weightsOf = ({ outputs }: Metafile, paths: Iterable<string>): Weights => {
  const weights = new Map<string, number>()
  for (const path of paths) {
    for (const [input, { bytesInOutput }] of Object.entries(outputs[path]?.inputs ?? {})) {
      const folder = folderOf(input)
      weights.set(folder, (weights.get(folder) ?? 0) + bytesInOutput)
    }
  }
  return [...weights].toSorted(([, a], [, b]) => b - a)
}

/** All that are of a room. */
export const weightOf = (weights: Weights, room: string): number =>
  weights
    .filter(([folder]) => folder === room || folder.startsWith(`${room}/`))
    .reduce((sum, [, bytes]) => sum + bytes, 0)

/** One line for each folder, functions beside each other. */
export const weightTable = (functions: readonly (readonly [name: string, weights: Weights])[]): string => {
  const folders = [...new Set(functions.flatMap(([, weights]) => weights.map(([folder]) => folder)))]
  const bytesOf = (weights: Weights, folder: string): number =>
    weights.find(([name]) => name === folder)?.[1] ?? 0
  const heaviest = (folder: string): number =>
    Math.max(...functions.map(([, weights]) => bytesOf(weights, folder)))
  const line = (name: string, cells: readonly (string | number)[]): string =>
    `${name.padEnd(28)}${cells.map(cell => String(cell).padStart(14)).join('')}\n`
  const rows = folders
    .toSorted((a, b) => heaviest(b) - heaviest(a))
    .map(folder =>
      line(
        folder,
        functions.map(([, weights]) => bytesOf(weights, folder)),
      ),
    )
  return (
    line(
      'minified bytes at start',
      functions.map(([name]) => name),
    ) + rows.join('')
  )
}
