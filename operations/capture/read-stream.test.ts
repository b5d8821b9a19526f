import { describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { ScriptedSource } from '../../engine/sources/scripted-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { readStream } from './read-stream.ts'

const numbered = (from: number, to: number): readonly StreamRecord[] =>
  Array.from({ length: to - from + 1 }, (_, index) => recordOf({ seq: from + index }))

interface Read {
  readonly sequenceNumbers: readonly (string | undefined)[]
  readonly gaps: readonly string[]
}

const readAll = async (
  source: ScriptedSource,
  onPage: () => void = () => undefined,
  controller = new AbortController(),
): Promise<Read> => {
  const clock = simulatedClock()
  const found: (string | undefined)[] = []
  const gaps: string[] = []
  const { signal } = controller
  const read = async (): Promise<void> => {
    for await (const page of readStream({
      source,
      clock,
      signal,
      onGap: shardId => void gaps.push(shardId),
    })) {
      found.push(...page.map(({ dynamodb }) => dynamodb?.SequenceNumber))
      onPage()
    }
  }
  await clock.until(read())
  return { sequenceNumbers: found, gaps }
}

const seqs = (...numbers: readonly number[]): readonly string[] => numbers.map(seqOf)

describe('readStream', () => {
  it('reads a parent before its child, wherever they stand in the listing', async () => {
    const source = scriptedSource(streamArn, { shardPage: 1 })
    source.addShard('child', 'parent')
    source.addShard('parent')
    source.put('child', ...numbered(3, 4))
    source.put('parent', ...numbered(1, 2))
    source.close('parent')

    expect((await readAll(source)).sequenceNumbers).toEqual(seqs(1, 2, 3, 4))
  })

  it('reads a shard that appears while it reads', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('one')
    source.put('one', ...numbered(1, 1))
    source.close('one')
    let isFirst = true

    const { sequenceNumbers } = await readAll(source, () => {
      if (!isFirst) return
      isFirst = false
      source.addShard('two', 'one')
      source.put('two', ...numbered(2, 2))
    })

    expect(sequenceNumbers).toEqual(seqs(1, 2))
  })

  it('tells a shard that leaves the stream after it was listed as a gap, and reads the others', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('old')
    source.put('old', ...numbered(1, 2))
    source.close('old')
    source.addShard('young')
    source.put('young', ...numbered(3, 4))
    source.failNext('iterator', 'not-found')

    expect(await readAll(source)).toEqual({ sequenceNumbers: seqs(3, 4), gaps: ['old'] })
  })

  it('rejects when the whole stream is gone', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    source.put('one', ...numbered(1, 3))

    const reading = readAll(source, () => {
      source.setStatus('gone')
    })

    await expect(reading).rejects.toThrow('there is no stream')
  })

  it('gets over throttling, expired iterators and listings of many pages', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    source.put('one', ...numbered(1, 3))
    source.failNext('iterator', 'throttled', 3)
    let isFirst = true

    const { sequenceNumbers } = await readAll(source, () => {
      if (isFirst) source.expireIterators()
      isFirst = false
    })

    expect(sequenceNumbers).toEqual(seqs(1, 2, 3))
  })

  it('takes a few empty pages between records for no end', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    source.put('one', ...numbered(1, 4))
    source.emptyNext(4)

    const { sequenceNumbers } = await readAll(source, () => {
      source.emptyNext(4)
    })

    expect(sequenceNumbers).toEqual(seqs(1, 2, 3, 4))
  })

  it('tells of records that left the stream unread, and goes on with the oldest left', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    source.put('one', ...numbered(1, 4))
    let isFirst = true

    const { sequenceNumbers, gaps } = await readAll(source, () => {
      if (isFirst) source.trim('one', 3)
      isFirst = false
    })

    expect([sequenceNumbers, gaps]).toEqual([seqs(1, 4), ['one']])
  })

  it('tells of nothing when an iterator that stood before the first record is refused', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('one')
    source.put('one', ...numbered(1, 2))
    source.failNext('read', 'trimmed')

    expect(await readAll(source)).toEqual({ sequenceNumbers: seqs(1, 2), gaps: [] })
  })

  it('rejects when the stream stays unreadable', async () => {
    const source = scriptedSource(streamArn)
    source.addShard('one')
    source.failNext('read', 'failed')

    await expect(readAll(source)).rejects.toThrow('read was told to fail')
  })

  it('ends between two pages when it is interrupted', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    source.put('one', ...numbered(1, 3))
    const controller = new AbortController()

    const { sequenceNumbers } = await readAll(
      source,
      () => {
        controller.abort()
      },
      controller,
    )

    expect(sequenceNumbers).toEqual(seqs(1))
  })

  it('does not follow for ever a stream that is written to all the time', async () => {
    const source = scriptedSource(streamArn, { pageSize: 1 })
    source.addShard('one')
    const later = (seq: number): StreamRecord => {
      const record = recordOf({ seq })
      return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: 1_767_225_700 } }
    }
    source.put('one', recordOf({ seq: 1 }), later(2), later(3))

    expect((await readAll(source)).sequenceNumbers).toEqual(seqs(1, 2))
  })
})
