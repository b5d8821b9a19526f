import { describe, expect, it } from 'vitest'
import { notedLog } from '../../test/support/noted-log.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import type { FailureLog } from './failure-log.ts'
import { logFailedTogether, logFailure, writeFailureLog } from './failure-log.ts'
import type { DispatchOptions } from './options.ts'

const reset = (fields: object): Error =>
  new Error('fetch failed', {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', ...fields }),
  })

const away = (fields: object): Error =>
  raise(sinkFaults, 'sink.unavailable', { sink: 'search', reason: 'away' }, { cause: reset(fields) })

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
