import fc from 'fast-check'
import { unzipSync } from 'fflate'
import { expect, it } from 'vitest'
import { zipOf } from './zip-of.ts'

const segment = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}$/),
  fc.constantFrom('ä', '10', '変更', 'a b'),
)
const paths = fc.array(segment, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/'))
const file = fc.tuple(paths, fc.uint8Array({ maxLength: 3_000 }))
const listed = fc.uniqueArray(file, { selector: ([path]) => path, maxLength: 8 })

it('holds each file whole, as others unpack it', () => {
  fc.assert(
    fc.property(listed, files => {
      const unpacked = Object.entries(unzipSync(zipOf(new Map(files))))

      expect(new Map(unpacked)).toEqual(new Map(files))
    }),
  )
})

it('is the same for equal files in any order', () => {
  fc.assert(
    fc.property(listed, files => {
      expect(zipOf(new Map(files.toReversed()))).toEqual(zipOf(new Map(files)))
    }),
  )
})
