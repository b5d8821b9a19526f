import fc from 'fast-check'
import { expect, it } from 'vitest'
import { raise } from '../../core/errors/pipeline-error.ts'
import { cleanupFaults } from './faults.ts'

it('says of each reason for which dependents were left how many, and nothing of those without any', () => {
  const count = fc.nat(2)
  const left = fc.record({ without: count, undecided: count, changing: count, isParentKnown: fc.boolean() })
  fc.assert(
    fc.property(left, counts => {
      const { message } = raise(cleanupFaults, 'cleanup.generation-unknown', { ...counts, path: 'at' })

      const said = message.replace(/^.*: |\.$/g, '')
      const { without, undecided, changing, isParentKnown } = counts
      const words = [
        `${without} have no at`,
        `of ${undecided} it does not decide`,
        `${changing} were written meanwhile`,
        'the parent that lives now has none that tells',
      ]
      const isSaid = [without !== 0, undecided !== 0, changing !== 0, !isParentKnown]
      expect(said).toBe(words.filter((_, index) => isSaid[index]).join(', '))
    }),
  )
})
