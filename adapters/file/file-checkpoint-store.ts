import { readFile } from 'node:fs/promises'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import type { SavedCheckpoints } from './checkpoint-file.ts'
import { checkpointsText, parseCheckpoints, putCheckpoint } from './checkpoint-file.ts'
import { fileFaults } from './faults.ts'
import { fileLeaseMarks } from './file-lease-marks.ts'
import { hasCode } from './has-code.ts'
import { writeLasting } from './object-files.ts'

type Save = Parameters<CheckpointStore['save']>

const readAll = async (path: string): Promise<SavedCheckpoints> => {
  try {
    return parseCheckpoints(await readFile(path, 'utf8'))
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return new Map()
    const reason = reasonOf(error)
    throw raise(fileFaults, 'engine.checkpoints-unreadable', { path, reason }, { cause: error })
  }
}

/**
 * Checkpoints in one JSON file, replaced as a whole and synced, so that a kill or a power cut leaves the old one or
 * the new one. Nothing of it is kept in memory: what another process has saved in the meantime stays.
 *
 * Marks of a mapping's lease are files in a folder beside it.
 */
export const fileCheckpointStore = (path: string): CheckpointStore => {
  let lastWrite: Promise<unknown> = Promise.resolve()
  let waiting: { readonly saves: Save[]; readonly written: Promise<void> } | undefined

  const write = async (saves: readonly Save[]): Promise<void> => {
    const saved = await readAll(path)
    for (const each of saves) putCheckpoint(saved, each)
    await writeLasting(path, checkpointsText(saved), `.${process.pid}`)
  }
  /** What is saved while a write is under way goes into the next one, together. */
  const enqueue = (save: Save): Promise<void> => {
    if (waiting !== undefined) {
      waiting.saves.push(save)
      return waiting.written
    }
    const saves = [save]
    const written = lastWrite.then(async () => {
      waiting = undefined
      await write(saves)
    })
    waiting = { saves, written }
    lastWrite = written.catch(() => undefined)
    return written
  }
  const read = async (mappingId: string): Promise<ReadonlyMap<string, SavedStream>> => {
    await lastWrite
    return (await readAll(path)).get(mappingId) ?? new Map<string, SavedStream>()
  }

  return {
    streams: async mappingId => [...(await read(mappingId)).keys()],
    load: async (mappingId, streamArn) => (await read(mappingId)).get(streamArn) ?? new Map(),
    save: async (...save) => enqueue(save),
    marks: mappingId => fileLeaseMarks(`${path}.leases/${encodeURIComponent(mappingId)}`),
  }
}

type SavedStream = Awaited<ReturnType<CheckpointStore['load']>>
