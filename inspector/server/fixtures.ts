import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { readEvents } from '../../operations/replay/read-events.ts'
import type { FixtureFile } from '../wire/wire-state.ts'
import { inspectorFaults } from './faults.ts'

/** A file is read whole; a larger one is for the command. */
const largestFixture = 16 * 1024 * 1024

const fixturesFolder = (folder: string): string => join(folder, 'fixtures')

const namesIn = (folder: string): readonly string[] =>
  existsSync(fixturesFolder(folder))
    ? readdirSync(fixturesFolder(folder), { withFileTypes: true })
        .filter(entry => entry.isFile() && /\.(nd)?json$/.test(entry.name))
        .map(({ name }) => name)
        .toSorted()
    : []

const invalid = (name: string, problem: string): Error =>
  raise(inspectorFaults, 'inspector.request-invalid', { what: `fixtures/${name}`, problem })

/**
 * Batches of a fixture of the project, as a replay takes them.
 *
 * @throws PipelineError `inspector.request-invalid`, `replay.input-unreadable`
 */
export const readFixture = (folder: string, name: string): readonly (readonly StreamRecord[])[] => {
  // What is asked for is looked up in the list, and so is never a path.
  if (!namesIn(folder).includes(name)) throw invalid(name, 'there is no such file')
  const file = join(fixturesFolder(folder), name)
  if (statSync(file).size > largestFixture) throw invalid(name, 'it is larger than 16 MB')
  return readEvents(readFileSync(file, 'utf8'), `fixtures/${name}`)
}

/** The project's fixtures by name, and what is in each. */
export const listFixtures = (folder: string): readonly FixtureFile[] =>
  namesIn(folder).map(name => {
    const bytes = statSync(join(fixturesFolder(folder), name)).size
    try {
      const records = readFixture(folder, name).flat()
      return { name, bytes, records: records.length, problem: undefined }
    } catch (error) {
      return { name, bytes, records: undefined, problem: reasonOf(error) }
    }
  })
