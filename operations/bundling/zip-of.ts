import { constants, crc32, deflateRawSync } from 'node:zlib'

const versionNeeded = 20
const namesAreUtf8 = 0x0800
const deflated = 8
/** 1980-01-01 00:00, the first that the format has. */
const date = (1 << 5) | 1
/** Made on Unix: what unpacks it takes the mode from it. */
const madeBy = (3 << 8) | versionNeeded
const readableFile = 0o100644 * 0x1_0000

type Field = readonly [bytes: 2 | 4, value: number]

/** Numbers in the format's order of bytes. @throws RangeError where one is too large for its field */
const fields = (...all: readonly Field[]): Buffer =>
  Buffer.concat(
    all.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes)
      field.writeUIntLE(value, 0, bytes)
      return field
    }),
  )

interface Entry {
  readonly name: Buffer
  /** What both headers of a file say. */
  readonly shared: Buffer
  readonly packed: Buffer
}

const entryOf = (path: string, contents: Uint8Array): Entry => {
  const name = Buffer.from(path)
  const packed = deflateRawSync(contents, { level: constants.Z_BEST_COMPRESSION })
  const shared = fields(
    [2, versionNeeded],
    [2, namesAreUtf8],
    [2, deflated],
    [2, 0],
    [2, date],
    [4, crc32(contents)],
    [4, packed.length],
    [4, contents.length],
    [2, name.length],
    [2, 0],
  )
  return { name, shared, packed }
}

const inDirectory = ({ name, shared }: Entry, offset: number): Buffer =>
  Buffer.concat([
    fields([4, 0x0201_4b50], [2, madeBy]),
    shared,
    fields([2, 0], [2, 0], [2, 0], [4, readableFile], [4, offset]),
    name,
  ])

/**
 * Equal files are an equal zip, in whatever order they come and whenever it is made, so nothing is deployed twice.
 *
 * @throws RangeError beyond 4 GB or 65535 files, far more than Lambda takes
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export const zipOf = (files: ReadonlyMap<string, Uint8Array>): Uint8Array => {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, contents] of [...files].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const entry = entryOf(path, contents)
    const body = Buffer.concat([fields([4, 0x0403_4b50]), entry.shared, entry.name, entry.packed])
    bodies.push(body)
    directory.push(inDirectory(entry, offset))
    offset += body.length
  }
  const { length: count } = directory
  const list = Buffer.concat(directory)
  const end = fields(
    [4, 0x0605_4b50],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, list.length],
    [4, offset],
    [2, 0],
  )
  return Buffer.concat([...bodies, list, end])
}
