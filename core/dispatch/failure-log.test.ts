import { describe, expect, it } from 'vitest'
import type { NotedLine } from '../../test/support/noted-log.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { recordOf, seqOf } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import type { Whose } from '../errors/whose-fault.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { viewOf } from '../record/view-of.ts'
import { BatchRecord } from './batch-record.ts'
import { Delivery } from './delivery.ts'
import type { FailureLog } from './failure-log.ts'
import { logFailedTogether, logFailure, logUnparked, writeFailureLog } from './failure-log.ts'
import type { DispatchOptions } from './options.ts'

const reset = (fields: object): Error =>
  new Error('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', ...fields }),
  })

const away = (fields: object): Error =>
  raise(sinkFaults, 'sink.unavailable', { sink: 'search', reason: 'away' }, { cause: reset(fields) })

const rejected = (): Error => raise(sinkFaults, 'sink.rejected', { sink: 's', id: '1', reason: 'no' })

const targetsOf = (note: (failureLog: FailureLog) => void): readonly unknown[] => {
  const { logger, lines } = notedLog()
  const failureLog: FailureLog = new Map()
  note(failureLog)
  writeFailureLog(failureLog, { logger } as unknown as DispatchOptions)
  return lines.map(({ detail }) => detail['target'])
}

describe('the target of a failure', () => {
  it.each<[string, Error, string | undefined]>([
    ['the sink, as its adapter names it', away({ hostname: 'a.example', port: 9_200 }), 'search'],
    ['host and port', reset({ hostname: 'a.example', port: 9_200 }), 'a.example:9200'],
    ['host and port, the port a text', reset({ hostname: 'a.example', port: '9200' }), 'a.example:9200'],
    ['the host before its address', reset({ hostname: 'a.example', address: '10.0.0.1' }), 'a.example'],
    ['address and port', reset({ address: '10.0.0.1', port: 9_200 }), '10.0.0.1:9200'],
    ['the address of a socket file', reset({ address: '/run/cache.sock' }), '/run/cache.sock'],
    ['the host, its port being none', reset({ hostname: 'a.example', port: null }), 'a.example'],
    ['nothing, where there is only a port', reset({ port: 9_200 }), undefined],
    ['nothing, where the host is none', reset({ hostname: 7, port: 9_200 }), undefined],
    ['nothing, where the network has no say', new Error('no'), undefined],
  ])('is %s', (_, error, target) => {
    const told = [
      targetsOf(failureLog => {
        logFailure(failureLog, [], error, 'network')
      }),
      targetsOf(failureLog => {
        logFailedTogether(failureLog, [], error, 2)
      }),
    ]

    expect(told).toEqual([[target], [target]])
  })
})

describe('the scope of a failure', () => {
  it.each([
    ['sink', 'sink'],
    ['network', 'sink'],
    ['record', undefined],
    ['unknown', undefined],
  ] as const)('of %s is told as %s', (whose, scope) => {
    const { logger, lines } = notedLog()
    const failureLog: FailureLog = new Map()

    logFailure(failureLog, [], new Error('no'), whose)
    writeFailureLog(failureLog, { logger } as unknown as DispatchOptions)

    expect(lines.map(({ detail }) => detail['scope'])).toEqual([scope])
    expect(failureLog.size).toBe(0)
  })
})

describe('the line of a failure', () => {
  const handled = (name: string) =>
    processor({ name, filter: everything(), handle: async () => Promise.resolve() })
  /** A delivery of such a processor, after so many attempts, that has come to this. */
  const deliveryOf = (
    seq: number,
    attempts: number,
    end?: 'parked' | 'applied' | 'unchanged',
    name = 'own',
  ): Delivery => {
    const record = new BatchRecord(seq, viewOf(recordOf({ seq, key: `k${seq}` })), undefined)
    const delivery = new Delivery(handled(name), record, 'MODIFY', undefined, undefined)
    delivery.resume({ done: undefined, attempts, retryAlone: false })
    delivery.start()
    if (end === 'parked') delivery.park(attempts)
    else if (end !== undefined) delivery.apply(end)
    return delivery
  }
  const linesOf = (note: (failureLog: FailureLog) => void, more: object = {}): readonly NotedLine[] => {
    const { logger, lines } = notedLog()
    const failureLog: FailureLog = new Map()
    note(failureLog)
    writeFailureLog(failureLog, { logger, ...more } as unknown as DispatchOptions)
    return lines
  }

  it('says of all that it hit how many there are, what became of them, and the most attempts', () => {
    const deliveries = [
      deliveryOf(1, 2),
      deliveryOf(2, 5, 'parked'),
      deliveryOf(3, 3, 'applied'),
      deliveryOf(4, 1, 'unchanged'),
    ]
    const lines = linesOf(failureLog => {
      for (const each of deliveries) logFailure(failureLog, [each], new Error('no'), 'unknown')
    })

    expect(lines).toMatchObject([
      {
        level: 'warn',
        detail: {
          processor: 'own',
          records: 4,
          key: 'k1',
          sequenceNumber: seqOf(1),
          attempt: 5,
          parked: 1,
          applied: 2,
        },
      },
    ])
  })

  it.each(['parked', 'applied'] as const)('says it of a single one that was %s too', end => {
    const [line] = linesOf(failureLog => {
      logFailure(failureLog, [deliveryOf(1, 1, end)], new Error('no'), 'unknown')
    })

    expect(line?.detail[end]).toBe(1)
  })

  it('says nothing of what none came to, nor keys that it may not', () => {
    const [line] = linesOf(
      failureLog => {
        logFailure(failureLog, [deliveryOf(1, 0)], new Error('no'), 'unknown')
      },
      { logKeys: false },
    )

    expect(line?.detail).toMatchObject({ records: 1, attempt: 0 })
    for (const name of ['parked', 'applied', 'key', 'scope', 'target'])
      expect(line?.detail).not.toHaveProperty(name)
  })

  it('is one for a record, however often it was hit', () => {
    const one = deliveryOf(1, 0)
    const lines = linesOf(failureLog => {
      logFailure(failureLog, [one, one], new Error('no'), 'unknown')
    })

    expect(lines).toMatchObject([{ detail: { records: 1 } }])
  })

  it.each<[string, Whose, () => Error, number]>([
    ['the sink of each processor', 'sink', () => new Error('no'), 2],
    ['the network of each processor', 'network', () => new Error('no'), 2],
    ['each kind of error of each processor', 'unknown', () => new Error('no'), 2],
    ['each record that an error is declared of', 'record', rejected, 4],
    ['each kind of error that is not declared', 'record', () => new TypeError('no'), 2],
    ['each kind of error that is declared of no record', 'unknown', rejected, 2],
  ])('is one for %s', (_, whose, error, count) => {
    const deliveries = ['one', 'two'].flatMap(name => [1, 2].map(seq => deliveryOf(seq, 0, undefined, name)))
    const lines = linesOf(failureLog => {
      for (const each of deliveries) logFailure(failureLog, [each], error(), whose)
    })

    expect(lines).toHaveLength(count)
    expect(lines.reduce((sum, { detail }) => sum + Number(detail['records']), 0)).toBe(4)
  })

  it('is one for a sink, whatever it fails with, and however that is known', () => {
    const lines = linesOf(failureLog => {
      logFailure(failureLog, [deliveryOf(1, 0)], away({}), 'sink')
      logFailure(failureLog, [deliveryOf(2, 0)], new TypeError('no'), 'sink')
      logFailure(failureLog, [deliveryOf(3, 0)], reset({}), 'network')
    })

    expect(lines).toMatchObject([{ detail: { code: 'sink.unavailable', records: 3 } }])
  })

  it('is another for another kind of error', () => {
    const lines = linesOf(failureLog => {
      for (const error of [new Error('no'), new TypeError('no'), new Error('other')])
        logFailure(failureLog, [deliveryOf(1, 0)], error, 'unknown')
    })

    expect(lines.map(({ message, detail }) => [message, detail['code']])).toEqual([
      ['no', 'Error'],
      ['no', 'TypeError'],
    ])
  })

  it('says of a call that failed as a whole how many groups were in it, once for each processor', () => {
    const lines = linesOf(failureLog => {
      for (const name of ['one', 'two', 'one'])
        logFailedTogether(failureLog, [deliveryOf(1, 0, undefined, name)], new Error('no'), 2)
    })

    expect(
      lines.map(({ detail }) => [detail['processor'], detail['failedTogether'], detail['records']]),
    ).toEqual([
      ['one', 2, 2],
      ['two', 2, 1],
    ])
  })

  it('says what was to be parked for what', () => {
    const lines = linesOf(failureLog => {
      logUnparked(failureLog, deliveryOf(1, 0), new Error('bucket gone'), rejected())
      logUnparked(failureLog, deliveryOf(2, 0), new Error('bucket gone'), new TypeError('odd'))
    })

    expect(lines).toMatchObject([
      {
        level: 'error',
        message: 'bucket gone',
        detail: { records: 2, parkedFor: { code: 'sink.rejected' } },
      },
    ])
  })
})
