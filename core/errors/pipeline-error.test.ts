import { describe, expect, it } from 'vitest'
import { defineFaults } from './define-faults.ts'
import type { Disposition } from './fault.ts'
import { isFault, isPipelineError, raise } from './pipeline-error.ts'
import { recordFaults } from './record-faults.ts'
import { sinkFaults } from './sink-faults.ts'

const faultOf = (disposition: Disposition, more: { scope?: 'record' | 'sink' } = {}) =>
  ({ disposition, ...more, message: (d: { what: string }) => `No ${d.what}.`, remedy: 'Look.' }) as const

const faults = defineFaults({
  'far.away': {
    ...faultOf('retry', { scope: 'sink' }),
    aws: { name: 'ResourceNotFoundException', statusCode: 400 },
  },
  'far.odd': faultOf('retry'),
})
const others = defineFaults({ 'near.odd': faultOf('stop') })

describe('an error that was raised', () => {
  it('carries what its fault says', () => {
    const cause = new Error('below')

    expect(raise(faults, 'far.away', { what: 'luck' }, { cause })).toMatchObject({
      name: 'PipelineError',
      code: 'far.away',
      message: 'No luck.',
      detail: { what: 'luck' },
      disposition: 'retry',
      scope: 'sink',
      effect: undefined,
      remedy: 'Look.',
      aws: { name: 'ResourceNotFoundException', statusCode: 400 },
      cause,
    })
  })

  it.each(['!', '?', '.'])('ends with one stop where somebody else’s words end with %s', stop => {
    expect(raise(faults, 'far.odd', { what: `luck${stop}` }).message).toBe(`No luck${stop}`)
  })

  it.each<[Disposition, 'record' | 'sink' | undefined, string | undefined]>([
    ['retry', undefined, undefined],
    ['park', undefined, 'record'],
    ['stop', undefined, 'record'],
    ['retry', 'record', 'record'],
    ['park', 'sink', 'sink'],
  ])('is, where it says %s and %s, of scope %s', (disposition, scope, expected) => {
    const own = defineFaults({ 'own.fault': faultOf(disposition, scope && { scope }) })

    expect(raise(own, 'own.fault', { what: 'x' }).scope).toBe(expected)
  })

  it.each(['text', 5, undefined, null, Symbol('x'), () => 5, {}, new Error('x'), { code: 'far.odd' }])(
    'is not %s',
    thrown => {
      expect(isPipelineError(thrown)).toBe(false)
      expect(isFault(thrown, faults)).toBe(false)
    },
  )

  it('says where a value is that no attribute holds', () => {
    const said = (path: string): string =>
      raise(recordFaults, 'record.value-unsupported', { path, found: 'a function' }).message

    expect(said('a.b')).toBe('DynamoDB cannot hold a function at a.b.')
    expect(said('')).toBe('DynamoDB cannot hold a function at the top.')
    expect(raise(sinkFaults, 'sink.value-unsupported', { path: '', found: 'x' }).message).toBe(
      'Nothing says how to write x at the top.',
    )
  })

  it('is sure of no effect where its fault is, or whoever raised it', () => {
    const own = defineFaults({ 'own.refused': { ...faultOf('retry'), effect: 'none' } })

    expect(raise(own, 'own.refused', { what: 'x' }).effect).toBe('none')
    expect(raise(faults, 'far.odd', { what: 'x' }, { effect: 'none' }).effect).toBe('none')
    expect(raise(faults, 'far.odd', { what: 'x' }).effect).toBeUndefined()
  })

  it('is one of its own faults, and of the codes that are named', () => {
    const error = raise(faults, 'far.odd', { what: 'luck' })

    expect(isFault(error, faults)).toBe(true)
    expect(isFault(error, faults, 'far.odd')).toBe(true)
    expect(isFault(error, faults, 'far.away')).toBe(false)
    expect(isFault(error, faults, 'far.away', 'far.odd')).toBe(true)
    expect(isFault(error, others)).toBe(false)
  })
})
