import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { jsonText } from '../../core/attributes/json-text.ts'
import { marshal } from '../../core/attributes/marshal.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { loadFunction } from '../../operations/project/load-module.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const digits = '12345678901234567890123.5'

/** A user's function brings its own copy of the library; commands run it beside theirs. */
const otherCopy = async (): Promise<{ readonly number: unknown; readonly error: unknown }> => {
  const file = path('copy.ts')
  const core = new URL('../../core/', import.meta.url).href
  writeFileSync(
    file,
    `import { ExactNumber } from '${core}attributes/exact-number.ts'
export const values = () => {
  const number = new ExactNumber('${digits}')
  try { new ExactNumber('no number') } catch (error) { return { number, error } }
}`,
  )
  return (await loadFunction<() => Awaited<ReturnType<typeof otherCopy>>>(file, 'values'))()
}

it('takes exact numbers and errors of another copy of the library for what they are', async () => {
  const { number, error } = await otherCopy()

  expect((number as object).constructor).not.toBe(ExactNumber)
  expect(number).toBeInstanceOf(ExactNumber)
  expect(marshal(number)).toEqual({ N: digits })
  expect(jsonText({ number })).toBe(`{"number":${digits}}`)
  expect(new ExactNumber(digits).equals(number)).toBe(true)
  expect(isPipelineError(error)).toBe(true)
})
