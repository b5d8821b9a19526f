import { describe, expect, it } from 'vitest'
import type { FailureDestination, FailureDocument } from '../../engine/ports/failure-destination.ts'
import { failureDocumentOf } from '../support/failure-documents.ts'

/** A destination, and what whoever looks into it afterwards finds. */
export interface WatchedDestination {
  readonly destination: FailureDestination
  /** The texts that lie there, in any order: bodies, messages, objects or values. */
  readonly written: () => Promise<readonly string[]>
}

const readBack = async ({ written }: WatchedDestination): Promise<readonly FailureDocument[]> =>
  (await written()).map(text => JSON.parse(text) as FailureDocument)

/** What every failure destination has to do; `make` gives an empty one, `broken` one that nothing can be written to. */
export const failureDestinationContract = (
  name: string,
  make: () => WatchedDestination | Promise<WatchedDestination>,
  broken?: () => FailureDestination | Promise<FailureDestination>,
): void => {
  describe(`${name} as a failure destination`, () => {
    it('writes the document as it is, as JSON text', async () => {
      const watched = await make()
      const document = failureDocumentOf('request-1')

      await watched.destination.write(document, 'mapping-1')

      expect(await readBack(watched)).toEqual([document])
    })

    it('keeps the records where the engine gives them', async () => {
      const watched = await make()
      const document = failureDocumentOf('request-1', { payload: '{"Records":[{"eventID":"ü"}]}' })

      await watched.destination.write(document, 'mapping-1')

      expect(await readBack(watched)).toEqual([document])
    })

    it('keeps apart documents of one second, written at once', async () => {
      const watched = await make()
      const ids = Array.from({ length: 5 }, (_, index) => `request-${index}`)

      await Promise.all(ids.map(async id => watched.destination.write(failureDocumentOf(id), 'mapping-1')))

      const found = (await readBack(watched)).map(({ requestContext }) => requestContext.requestId)
      expect([...found].sort()).toEqual(ids)
    })

    it.skipIf(broken === undefined)('rejects what could not be written', async () => {
      const destination = await broken?.()

      await expect(destination?.write(failureDocumentOf('request-1'), 'mapping-1')).rejects.toThrow()
    })
  })
}
