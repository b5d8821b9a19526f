import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import { drawScreen } from './draw-screen.ts'
import { cellsIn, cut, padded, wrapped } from './fit.ts'
import type { ScreenSnapshot } from './screen-model.ts'
import type { ShownChange } from './shown-change.ts'
import { shadeFor } from './shade.ts'

/** What keys and messages of strangers hold: marks, control characters, wide letters, and far too much of each. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('USER#1', '顧客#12', '👩‍👩‍👧', 'e\u0301', '\u001b[2J', '\n', 'x'.repeat(400)),
)

const count = fc.nat({ max: 10 ** 12 })

const change: fc.Arbitrary<ShownChange> = fc.record({
  functionName: text,
  eventName: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
  key: text,
  sequenceNumber: text,
  report: fc.constant(undefined),
  said: fc.option(text, { nil: undefined }),
})

const snapshots: fc.Arbitrary<ScreenSnapshot> = fc.record({
  state: fc.constantFrom('starting', 'running', 'caught up', 'paused'),
  file: text,
  writing: fc.option(fc.record({ done: count, total: count }), { nil: undefined }),
  started: fc.option(
    fc.record({
      event: fc.constant('Started'),
      endpoint: text,
      tables: fc.array(text, { maxLength: 5 }),
      runFolder: text,
      functions: fc.constant([]),
      mappings: fc.constant([]),
      sinks: fc.dictionary(text, text, { maxKeys: 4 }),
      envFile: text,
    }),
    { nil: undefined },
  ),
  functions: fc.array(
    fc.record({
      functionName: text,
      received: count,
      filtered: count,
      perSecond: fc.double({ min: 0, max: 1e6, noNaN: true }),
      iteratorAgeMs: fc.option(count, { nil: undefined }),
      processors: fc.array(
        fc.record({
          name: text,
          counts: fc.record({
            applied: count,
            unchanged: count,
            parked: count,
            'given-up': count,
            retry: count,
          }),
        }),
        { maxLength: 6 },
      ),
    }),
    { maxLength: 6 },
  ),
  changes: fc.array(change, { maxLength: 30 }),
  messages: fc.array(text, { maxLength: 5 }),
})

const views = fc.record({
  back: fc.option(fc.nat({ max: 40 }), { nil: undefined }),
  isDetail: fc.boolean(),
  scroll: fc.nat({ max: 50 }),
  pageUrl: fc.option(text, { nil: undefined }),
  chaosRate: fc.constantFrom(0, 0.3),
})

const size = fc.record({ columns: fc.integer({ min: 1, max: 220 }), rows: fc.integer({ min: 1, max: 60 }) })

describe('the screen', () => {
  it('is as high as the terminal and never wider, whatever a run tells, and commands it nothing', () => {
    fc.assert(
      fc.property(snapshots, size, views, (snapshot, { columns, rows }, view) => {
        const lines = drawScreen(snapshot, { columns, rows }, { ...view, shade: shadeFor({}) })

        expect(lines).toHaveLength(rows)
        for (const line of lines) {
          const bare = stripVTControlCharacters(line)
          expect(cellsIn(bare)).toBeLessThanOrEqual(columns)
          expect(bare).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
        }
      }),
    )
  })

  it('has no colour where the environment wants none', () => {
    fc.assert(
      fc.property(snapshots, size, views, (snapshot, room, view) => {
        const lines = drawScreen(snapshot, room, { ...view, shade: shadeFor({ NO_COLOR: '1' }) })

        expect(lines.join('')).not.toContain('\u001b')
      }),
    )
  })

  it('keeps its keys in view where there is hardly room for them', () => {
    const empty: ScreenSnapshot = {
      state: 'running',
      file: 'serverless.yml',
      writing: undefined,
      started: undefined,
      functions: [],
      changes: [],
      messages: [],
    }
    const view = { back: undefined, isDetail: false, scroll: 0, pageUrl: undefined, chaosRate: 0 }

    for (const rows of [1, 2, 3, 10, 24]) {
      const lines = drawScreen(empty, { columns: 80, rows }, { ...view, shade: (_, shown) => shown })
      expect(lines.at(-1)).toContain('q quit')
    }
  })
})

describe('a text in cells', () => {
  it('is cut and filled to as many as were asked for, and wrapped into all of it', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '客', 'e\u0301', ' ', '👩‍👩‍👧'), maxLength: 60 }),
        fc.integer({ min: 2, max: 40 }),
        (shown, cells) => {
          expect(cellsIn(cut(shown, cells))).toBeLessThanOrEqual(cells)
          expect(cellsIn(padded(shown, cells))).toBe(cells)
          const lines = wrapped(shown, cells)
          expect(lines.join('')).toBe(shown)
          for (const line of lines) expect(cellsIn(line)).toBeLessThanOrEqual(cells)
        },
      ),
    )
  })
})
