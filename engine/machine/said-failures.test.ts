import { describe, expect, it } from 'vitest'
import { saidFailures } from './said-failures.ts'

const list = [{ itemIdentifier: '7' }]

describe('what a function said of failed records', () => {
  it('is what Lambda reads, where it is written as Lambda wants it', () => {
    expect(saidFailures({ batchItemFailures: list })).toEqual({ identifiers: ['7'], isReadable: true })
    expect(saidFailures({ batchItemFailures: [] })).toEqual({ identifiers: [], isReadable: true })
  })

  it.each([
    [{ BatchItemFailures: list }],
    [{ batch_item_failures: [{ ItemIdentifier: '7' }] }],
    [{ batchitemfailures: [{ item_identifier: '7' }] }],
    [JSON.stringify({ batchItemFailures: list })],
  ])('is understood, and known to be unheard, in %j', answer => {
    expect(saidFailures(answer)).toEqual({ identifiers: ['7'], isReadable: false })
  })

  it('is under the right name where it is under another one too', () => {
    expect(saidFailures({ BatchItemFailures: [], batchItemFailures: list })).toEqual({
      identifiers: ['7'],
      isReadable: true,
    })
  })

  it('has what stands where an identifier should', () => {
    expect(saidFailures({ batchItemFailures: ['7', { sequence: '8' }, null, 9] })?.identifiers).toEqual([
      '7',
      undefined,
      null,
      9,
    ])
  })

  it.each([[undefined], [null], ['done'], ['{'], ['[]'], [3], [[]], [{}], [{ batchItemFailures: 'all' }]])(
    'is nothing in %j',
    answer => {
      expect(saidFailures(answer)).toBeUndefined()
    },
  )
})
