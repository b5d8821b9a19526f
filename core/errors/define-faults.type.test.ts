import { describe, expectTypeOf, it } from 'vitest'
import { defineFaults } from './define-faults.ts'
import { isFault, raise } from './pipeline-error.ts'

const faults = defineFaults({
  'webhook.rejected': {
    disposition: 'park',
    message: (d: { url: string; status: number }) => `${d.url} refused with ${d.status}.`,
    remedy: 'Look at what the receiver accepts.',
  },
  'webhook.away': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { url: string }) => `${d.url} does not answer.`,
    remedy: 'The records wait.',
  },
})

describe('raise', () => {
  it('makes an error of a code and what its message needs', () => {
    const error = raise(faults, 'webhook.rejected', { url: 'x', status: 422 })
    expectTypeOf(error.code).toEqualTypeOf<'webhook.rejected'>()
    expectTypeOf(error.detail).toEqualTypeOf<{ url: string; status: number }>()
  })

  it('refuses a code that is not declared, and details of another', () => {
    // @ts-expect-error -- no such code
    raise(faults, 'webhook.rejcted', { url: 'x', status: 422 })
    // @ts-expect-error -- no status
    raise(faults, 'webhook.rejected', { url: 'x' })
    // @ts-expect-error -- a status that is a text
    raise(faults, 'webhook.rejected', { url: 'x', status: '422' })
    // @ts-expect-error -- nothing that the message needs
    raise(faults, 'webhook.away', {})
  })
})

describe('isFault', () => {
  it('ties the details to the codes that it is asked for', () => {
    const thrown: unknown = undefined
    if (isFault(thrown, faults, 'webhook.away')) expectTypeOf(thrown.detail).toEqualTypeOf<{ url: string }>()
    // @ts-expect-error -- no such code
    isFault(thrown, faults, 'webhook.awy')
  })
})

describe('defineFaults', () => {
  it('refuses what is no disposition', () => {
    const rest = { message: () => '', remedy: '' }
    // @ts-expect-error -- no disposition
    defineFaults({ 'webhook.rejected': { ...rest, disposition: 'parked' } })
  })
})
