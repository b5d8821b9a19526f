import { describe, expect, it } from 'vitest'
import { numberOf, recordsTo } from '../../test/support/local-mapping.ts'
import { laneNowMs, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import { formBatch, refilled } from './form-batch.ts'
import type { AdmittedRecord, ShardLane } from './shard-lane.ts'
import { emptyLane, newWork } from './shard-lane.ts'
import { newWindow } from './tumbling-window.ts'

const limitBytes = 6 * 1024 * 1024
const envelope = '{"Records":[]}'.length

/** Records 1 on, of these sizes. */
const sized = (...sizes: readonly number[]): readonly AdmittedRecord[] =>
  recordsTo(sizes.length).map((record, index) => ({ record, bytes: sizes[index] ?? 0 }))
const buffered = (buffer: readonly AdmittedRecord[], state: Partial<ShardLane> = {}): ShardLane => ({
  ...emptyLane,
  buffer,
  bufferedAtMs: laneNowMs,
  ...state,
})
const inHand = ({ work }: ShardLane): readonly (readonly number[])[] =>
  work.map(({ records }) => records.map(numberOf))
const left = ({ buffer }: ShardLane): readonly number[] => buffer.map(({ record }) => numberOf(record))

describe('a batch', () => {
  it('is closed at once without a window, and leaves an empty buffer without a time', () => {
    const formed = formBatch(buffered(sized(9, 9)), laneRules(), false)

    expect(formed).toMatchObject({ closedBy: 'no-window', lane: { buffer: [], bufferedAtMs: undefined } })
    expect(formed?.lane.work).toEqual([newWork(recordsTo(2))])
  })

  it('is not formed without records, or while there is work in hand', () => {
    expect(formBatch(buffered([]), laneRules(), true)).toBeUndefined()
    expect(formBatch(buffered(sized(9), { work: [workTo(1)] }), laneRules(), true)).toBeUndefined()
  })

  it('holds BatchSize records, and leaves the rest from now on', () => {
    const rules = { ...laneRules({ BatchSize: 2 }), nowMs: laneNowMs + 5 }
    const formed = formBatch(buffered(sized(9, 9, 9)), rules, false)

    expect(formed).toMatchObject({ closedBy: 'size', lane: { bufferedAtMs: laneNowMs + 5 } })
    expect(formed && [inHand(formed.lane), left(formed.lane)]).toEqual([[[1, 2]], [3]])
    expect(formBatch(buffered(sized(9, 9)), rules, false)?.closedBy).toBe('size')
  })

  it.each([
    ['one byte below the limit', limitBytes - envelope - 101 - 1, [[1, 2]], 'no-window'],
    ['one byte above it', limitBytes - envelope - 101, [[1]], 'bytes'],
  ])('holds 6 MB with its envelope and commas: %s', (_, bytes, batches, closedBy) => {
    const formed = formBatch(buffered(sized(100, bytes)), laneRules(), false)

    expect(formed?.closedBy).toBe(closedBy)
    expect(formed && inHand(formed.lane)).toEqual(batches)
  })

  it('is one record that is too large by itself', () => {
    const formed = formBatch(buffered(sized(limitBytes + 1, 9)), laneRules(), false)

    expect(formed).toMatchObject({ closedBy: 'bytes' })
    expect(formed && inHand(formed.lane)).toEqual([[1]])
  })

  it.each([
    ['waits before the window is over', 1_999, false, undefined],
    ['is closed when it is', 2_000, false, 'window'],
    ['is closed before it at the end of a shard', 1, true, 'shard-end'],
    ['is closed by the window also at the end of a shard', 2_000, true, 'window'],
  ])('%s', (_, afterMs, isLast, closedBy) => {
    const rules = { ...laneRules({ MaximumBatchingWindowInSeconds: 2 }), nowMs: laneNowMs + afterMs }
    const formed = formBatch(buffered(sized(9)), rules, isLast)

    expect(formed?.closedBy).toBe(closedBy)
    expect(formed === undefined).toBe(closedBy === undefined)
  })
})

describe('a batch in a tumbling window', () => {
  const settings = { TumblingWindowInSeconds: 60 }
  const idleMs = 60_000 + 120_000

  it('opens the window of its first record', () => {
    expect(formBatch(buffered(sized(9)), laneRules(settings), false)?.lane.window).toEqual(
      newWindow(laneNowMs),
    )
    expect(formBatch(buffered(sized(9)), laneRules(), false)?.lane.window).toBeUndefined()
  })

  it('keeps to the window, and ends it before a record of a later one', () => {
    const lane = buffered(sized(9), { window: newWindow(laneNowMs - 60_000) })
    const formed = formBatch(lane, laneRules(settings), false)

    expect(formed).toMatchObject({ closedBy: 'tumbling-window', lane: { work: [newWork([], true)] } })
    expect(formed && left(formed.lane)).toEqual([1])
  })

  it('takes the records of the window, and none of a later one behind them', () => {
    const [later] = sized(9).map(({ record, bytes }) => ({
      record: {
        ...record,
        dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: laneNowMs / 1000 + 60 },
      },
      bytes,
    }))
    const all = [...sized(9, 9), ...(later === undefined ? [] : [later])]
    const formed = formBatch(buffered(all), laneRules(settings), false)

    expect(formed?.closedBy).toBe('tumbling-window')
    expect(formed && inHand(formed.lane)).toEqual([[1, 2]])
    expect(formed?.lane.buffer).toEqual([later])
  })

  it.each([
    ['as long as records may come', newWindow(laneNowMs), idleMs - 1, false, false],
    ['when none came for long', newWindow(laneNowMs), idleMs, false, true],
    ['when the shard has ended', newWindow(laneNowMs), 0, true, true],
    ['when its state is too large', { ...newWindow(laneNowMs), isTooLarge: true }, 0, false, true],
  ])('without records: %s', (_, window, afterMs, isLast, isOver) => {
    const rules = { ...laneRules(settings), nowMs: laneNowMs + afterMs }

    const formed = formBatch(buffered([], { window, bufferedAtMs: undefined }), rules, isLast)

    expect(formed?.closedBy).toBe(isOver ? 'tumbling-window' : undefined)
  })

  it('goes on in the open window while its records are there', () => {
    const window = { ...newWindow(laneNowMs), count: 2 }

    expect(formBatch(buffered(sized(9), { window }), laneRules(settings), true)).toMatchObject({
      closedBy: 'no-window',
      lane: { window },
    })
  })
})

describe('what is left of a batch', () => {
  const rules = laneRules({ BatchSize: 3 })

  it('is filled up to BatchSize, and stays what it was otherwise', () => {
    const lane = refilled(buffered(sized(9, 9, 9), { work: [workTo(1, { earlier: ['0'] })] }), rules)

    expect(inHand(lane)).toEqual([[1, 1, 2]])
    expect(left(lane)).toEqual([3])
    expect(lane.work[0]?.earlier).toEqual(['0'])
  })

  it.each([
    ['it is full', buffered(sized(9), { work: [workTo(3)] })],
    ['nothing has come', buffered([], { work: [workTo(1)] })],
    ['the next record does not fit', buffered(sized(limitBytes), { work: [workTo(1)] })],
    ['halves wait behind it', buffered(sized(9), { work: [workTo(1), workTo(1)] })],
    ['it is the last of a window', buffered(sized(9), { work: [workTo(0, { isFinal: true })] })],
    ['there is none', buffered(sized(9))],
  ])('is left alone where %s', (_, lane) => {
    expect(refilled(lane, rules)).toBe(lane)
  })
})
