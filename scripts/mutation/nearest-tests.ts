import { dirname, relative } from 'node:path/posix'
import type { Importers } from './import-graph.ts'

const isTestFile = (file: string): boolean => file.endsWith('.test.ts') && !file.endsWith('.type.test.ts')

/** How many imports lead from each file that needs this one, directly or not, to it. */
const distances = (file: string, importers: Importers): ReadonlyMap<string, number> => {
  const found = new Map([[file, 0]])
  for (const [near, distance] of found)
    for (const importer of importers.get(near) ?? [])
      if (!found.has(importer)) found.set(importer, distance + 1)
  return found
}

/** Tests of the room itself come before those that span rooms. */
const stepsOfAnotherRoom = 3

const isOwnTest = (file: string, test: string): boolean => test === file.replace(/\.ts$/, '.test.ts')

const stepsBetween = (a: string, b: string): number =>
  relative(dirname(a), dirname(b)).split('/').filter(Boolean).length +
  (a.split('/')[0] === b.split('/')[0] ? 0 : stepsOfAnotherRoom)

/**
 * Tests that run the file, the nearest first: the one that bears its name, however it gets there; then few imports
 * away and few folders, so that what is beside the file comes before what uses it, and both before what goes through
 * the whole pipeline.
 */
export const nearestTests = (file: string, importers: Importers): readonly string[] =>
  [...distances(file, importers)]
    .filter(([test]) => isTestFile(test))
    .map(([test, distance]) => ({
      test,
      far: isOwnTest(file, test) ? 0 : distance + stepsBetween(file, test),
    }))
    .toSorted((a, b) => a.far - b.far || (a.test < b.test ? -1 : 1))
    .map(({ test }) => test)
