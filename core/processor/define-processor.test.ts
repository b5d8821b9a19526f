import { describe, expect, it } from 'vitest'
import { everything } from '../filter/words.ts'
import { batchProcessor, processor } from './define-processor.ts'

const filter = everything()
const handle = async () => Promise.resolve(undefined)
const open = async () => Promise.resolve()
const check = { kind: 'events' } as never
const each = { name: 'own', filter, handle }
const mode = { processor: 'each', batchProcessor: 'batch' } as const

describe.each([
  ['processor', processor],
  ['batchProcessor', batchProcessor],
] as const)('%s', (made, define) => {
  const plain = { name: 'own', filter, sink: 'events', coalesce: 'none', run: { mode: mode[made], handle } }

  it('has events and nothing together where nobody says otherwise, and no more than was said', () => {
    expect(define(each)).toStrictEqual(plain)
    expect(define({ ...each, strict: false })).toStrictEqual(plain)
  })

  it('keeps all that was said', () => {
    const said = { check, open, strict: true, writesTable: true, needs: ['old'] } as const

    expect(define({ ...each, ...said })).toStrictEqual({ ...plain, ...said })
    expect(define({ ...each, sink: 'state', anyOrder: true })).toStrictEqual({
      ...plain,
      sink: 'state',
      anyOrder: true,
    })
  })

  it('is frozen, and is not changed by what it was made of', () => {
    const needs: ('old' | 'new')[] = ['old']
    const own = define({ ...each, needs })
    needs.push('new')

    expect(own.needs).toEqual(['old'])
    expect([own, own.run, own.needs].map(Object.isFrozen)).toEqual([true, true, true])
  })

  it.each(['a', '7', 'A', 'search-index', 'a.b_c-d', 'a'.repeat(64)])('may be called %s', name => {
    expect(define({ ...each, name }).name).toBe(name)
  })

  it.each(['', '.a', '-a', '_a', 'a b', 'a/b', 'ä', 'a\n', '\na', 'a'.repeat(65)])(
    'cannot be called %j, which is part of keys and file names',
    name => {
      expect(() => define({ ...each, name })).toThrow(
        expect.objectContaining({ code: 'registry.name-invalid', detail: { name } }) as Error,
      )
    },
  )

  it('cannot be strict about state, which is written as often as it takes', () => {
    expect(() => define({ ...each, strict: true, sink: 'state' })).toThrow(
      expect.objectContaining({ code: 'registry.strict-state', detail: { name: 'own' } }) as Error,
    )
    expect(define({ ...each, strict: false, sink: 'state' }).sink).toBe('state')
  })
})

describe('batchProcessor', () => {
  it('keeps what only a processor of many can say', () => {
    const keeps = { store: {}, place: 'memory:', index: 'things', idPrefix: '' }
    const moves = () => true
    const said = { sink: 'state', coalesce: 'last-image', refreshes: true, moves } as const
    const own = batchProcessor({ ...each, ...said, keeps })

    expect(own).toMatchObject({ ...said, keeps })
    expect(Object.isFrozen(own.keeps)).toBe(true)
    expect(Object.isFrozen(keeps)).toBe(false)
  })

  it.each(['none', 'per-key', 'last-image'] as const)(
    'leaves out no event, so of events it takes %s',
    coalesce => {
      const define = () => batchProcessor({ ...each, coalesce })

      if (coalesce === 'last-image')
        expect(define).toThrow(
          expect.objectContaining({ code: 'registry.coalesce-events', detail: { name: 'own' } }) as Error,
        )
      else expect(define().coalesce).toBe(coalesce)
      expect(batchProcessor({ ...each, coalesce, sink: 'state' }).coalesce).toBe(coalesce)
    },
  )
})
