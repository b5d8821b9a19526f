import { isDeepStrictEqual } from 'node:util'
import type { Project, ProjectFunction } from '../project/project.ts'

type Members = Readonly<Record<string, unknown>>

const changedNames = (before: Members, after: Members): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    name => !isDeepStrictEqual(before[name], after[name]),
  )

const byName = <T>(all: readonly T[], nameOf: (each: T) => string): Readonly<Record<string, T>> =>
  Object.fromEntries(all.map(each => [nameOf(each), each]))

const settingsOf = ({ streams }: ProjectFunction): readonly unknown[] =>
  streams.map(({ table, settings, way }) => [table, settings, way])

/** Code that lies elsewhere is taken up as any other change of it. */
const codeOf = ({ file, codeFolder, handler, exportName }: ProjectFunction): Partial<ProjectFunction> => ({
  file,
  codeFolder,
  handler,
  exportName,
})

/** Of streams, what of them: nothing else of a function has a depth that people think in. */
const ofFunction = (before: ProjectFunction, after: ProjectFunction): readonly string[] => {
  const names = changedNames(
    { ...before, ...codeOf(after), streams: settingsOf(before) },
    { ...after, streams: settingsOf(after) },
  )
  if (!names.includes('streams') || before.streams.length !== after.streams.length) return names
  const ofStreams = before.streams.flatMap(({ settings }, index) =>
    changedNames({ ...settings }, { ...after.streams[index]?.settings }),
  )
  return [...names.filter(name => name !== 'streams'), ...(ofStreams.length === 0 ? ['streams'] : ofStreams)]
}

const compared = <T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  partsOf: (before: T, after: T) => readonly string[],
): readonly string[] =>
  changedNames(before, after).flatMap(name => {
    const [was, is] = [before[name], after[name]]
    if (was === undefined) return [`${name} is new`]
    if (is === undefined) return [`${name} is gone`]
    return partsOf(was, is).map(part => `${part} of ${name}`)
  })

/** What of a project is not as it was, in words: functions and tables that came or went, and settings by name. */
export const projectDifferences = (before: Project, after: Project): readonly string[] => [
  ...compared(
    byName(before.functions, ({ functionName }) => functionName),
    byName(after.functions, ({ functionName }) => functionName),
    ofFunction,
  ),
  ...compared(
    byName(before.tables, ({ id }) => id),
    byName(after.tables, ({ id }) => id),
    (was, is) => changedNames({ ...was }, { ...is }),
  ),
  ...(before.inputFile === after.inputFile ? [] : ['the input module']),
]
