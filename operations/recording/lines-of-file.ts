import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { recordingFaults } from './faults.ts'

/** Of one event, which holds two images of 400 KB at most. */
const longestLine = 32 * 1024 * 1024

/** How the reading of a file came to its end. */
export interface FileEnd {
  /** Why nothing more could be read; nothing where the file is at its end. */
  damage: string | undefined
}

const unreadable = (file: string, reason: string): Error =>
  raise(recordingFaults, 'recording.file-unreadable', { file, reason })

/** By its first bytes, since a file may have got another name. @throws PipelineError `recording.file-unreadable` */
export const isCompressed = async (file: string): Promise<boolean> => {
  try {
    if (!(await stat(file)).isFile()) throw unreadable(file, 'it is no file')
    const handle = await open(file)
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
      return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
    } finally {
      await handle.close()
    }
  } catch (error) {
    throw error instanceof Error && 'code' in error && !String(error.code).startsWith('recording.')
      ? unreadable(file, reasonOf(error))
      : error
  }
}

const bytesOf = (file: string, compressed: boolean): AsyncIterable<Buffer> => {
  const source = createReadStream(file)
  if (!compressed) return source
  // What is cut off is read as far as it goes; that its end is missing is seen by the last line.
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })
  // Errors come out of the last one of them, where they are waited for.
  pipeline(source, gunzip, () => undefined)
  return gunzip
}

/** Lines of a file, compressed or not, as far as they can be read; `end` says why no further. */
export const linesOfFile = async function* (
  file: string,
  compressed: boolean,
  end: FileEnd,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest: string[] = []
  let length = 0
  try {
    for await (const bytes of bytesOf(file, compressed)) {
      const [first = '', ...others] = decoder.decode(bytes, { stream: true }).split('\n')
      rest.push(first)
      length += first.length
      for (const next of others) {
        yield rest.join('')
        rest = [next]
        ;({ length } = next)
      }
      if (length <= longestLine) continue
      end.damage = 'a line is longer than any event'
      return
    }
  } catch (error) {
    end.damage = reasonOf(error)
  }
  const last = rest.join('') + decoder.decode()
  if (last !== '') yield last
}
