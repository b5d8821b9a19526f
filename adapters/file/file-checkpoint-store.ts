import { readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { raise } from '../../core/errors/raise.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { Checkpoint, CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import { privateFile, privateFolder } from './private-files.ts'

type Saved = Record<string, Record<string, Checkpoint>>

const readAll = async (path: string): Promise<Saved> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Saved
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    const reason = reasonOf(error)
    throw raise('engine.checkpoints-unreadable', { path, reason }, { cause: error })
  }
}

/** Checkpoints in one JSON file, replaced as a whole, so that a kill leaves the old one or the new one. */
export const fileCheckpointStore = (path: string): CheckpointStore => {
  let all: Promise<Saved> | undefined
  let lastWrite: Promise<unknown> = Promise.resolve()
  const use = async (): Promise<Saved> => (all ??= readAll(path))
  const write = async (content: string): Promise<void> => {
    await privateFolder(dirname(path))
    await writeFile(`${path}.draft`, content, { mode: privateFile })
    await rename(`${path}.draft`, path)
  }
  return {
    load: async mappingId => new Map(Object.entries((await use())[mappingId] ?? {})),
    save: async (mappingId, shardId, checkpoint) => {
      const saved = await use()
      saved[mappingId] = { ...saved[mappingId], [shardId]: checkpoint }
      const mine = lastWrite.then(async () => write(JSON.stringify(saved)))
      lastWrite = mine.catch(() => undefined)
      return mine
    },
  }
}
