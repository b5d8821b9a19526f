import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { everything } from '../filter/words.ts'
import { processor } from '../processor/define-processor.ts'
import { notedLog } from '../../test/support/noted-log.ts'

const throwing = (name: string, error: (key: string) => Error) =>
  processor({ name, filter: everything(), handle: async ({ key }) => Promise.reject(error(key)) })

const refused = (): Error =>
  new TypeError('fetch failed', {
    cause: new AggregateError([
      Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:9200'), {
        code: 'ECONNREFUSED',
        address: '10.0.0.1',
        port: 9200,
      }),
    ]),
  })

const hundred = Array.from({ length: 100 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))

describe('trouble of a sink', () => {
  it.each<[string, () => Error, object]>([
    [
      'what the network says',
      refused,
      {
        message: 'fetch failed',
        detail: { code: 'TypeError', target: '10.0.0.1:9200', records: 100, scope: 'sink' },
      },
    ],
    [
      'what a library throws',
      () => new Error('an odd page'),
      { message: 'an odd page', detail: { code: 'Error', records: 100 } },
    ],
  ])('is said once per batch and sink: %s', async (_, error, line) => {
    const { logger, lines } = notedLog()
    const f = functionOf([throwing('one', error), throwing('two', error)], { logger })

    await f.invoke(hundred)

    expect(lines).toMatchObject([line, line])
    expect(lines.map(({ detail }) => detail['processor'])).toEqual(['one', 'two'])
  })

  it('is said with reason, code, target and remedy', async () => {
    const { logger, lines } = notedLog()
    const error = (): Error =>
      raise(
        sinkFaults,
        'sink.unavailable',
        { sink: 'https://search.example', reason: 'down' },
        { cause: refused() },
      )

    await functionOf([throwing('one', error)], { logger }).invoke(hundred)

    expect(lines).toMatchObject([
      {
        message: 'https://search.example cannot be reached: down.',
        detail: {
          code: 'sink.unavailable',
          target: 'https://search.example',
          remedy: expect.stringContaining('Nothing is lost') as string,
          records: 50,
        },
      },
    ])
  })

  it('names what led to it, with its stack', async () => {
    const { logger, lines } = notedLog()

    await functionOf([throwing('one', refused)], { logger }).invoke(hundred)

    expect(lines[0]?.detail['error']).toMatchObject({
      name: 'TypeError',
      stack: expect.stringContaining('log-error.test.ts') as string,
      causes: [
        { name: 'AggregateError' },
        { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.1:9200' },
      ],
    })
  })
})

describe('logKeys: false', () => {
  it('keeps keys out of every log line, also where an error quotes them', async () => {
    const errors: readonly ((key: string) => Error)[] = [
      key => new Error(`no luck with ${key}`, { cause: new Error(`${key} is odd`) }),
      key => new TypeError(`${key} is not a function`),
      key => raise(sinkFaults, 'sink.rejected', { sink: 's', id: key, reason: `about ${key}` }),
      key => raise(sinkFaults, 'sink.unavailable', { sink: 's', reason: key }),
      key => raise(recordFaults, 'record.unnamed', { eventId: '1', problem: key }),
    ]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...errors),
        fc.string({ minLength: 1, maxLength: 8 }).map(text => `key-${text}`),
        fc.boolean(),
        async (error, key, isAway) => {
          const { logger, lines } = notedLog()
          const parking = { put: async () => Promise.reject(new Error('gone')), list: () => nothing() }
          const f = functionOf([throwing('one', error)], {
            logger,
            logKeys: false,
            maxAttempts: 1,
            ...(isAway && { parking }),
          })

          await f.invoke([recordOf({ seq: 7, key })]).catch(() => [])

          expect(lines.length).toBeGreaterThan(0)
          expect(JSON.stringify(lines)).not.toContain('key-')
        },
      ),
    )
  })

  it('keeps keys out that an error quotes inside of JSON, whatever characters they hold', async () => {
    const character = fc.constantFrom('"', '\\', '\n', '\t', '\u0001', '|', '%', 'ü', 'x')
    const part = fc.string({ unit: character, minLength: 1, maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(part, part, fc.boolean(), async (pk, sk, isComposite) => {
        const { logger, lines } = notedLog()
        const record = recordOf({ seq: 7, key: `key-${pk}-key` })
        const [PK, SK] = [{ S: `key-${pk}-key` }, { S: isComposite ? `key-${sk}-key` : '' }]
        const keys = { PK, ...(isComposite && { SK }) }
        const error = (key: string): Error =>
          new Error(JSON.stringify([`about ${key}`, `not ${PK.S}`, `not ${SK.S}`]))
        const f = functionOf([throwing('one', error)], { logger, logKeys: false })

        await f.invoke([{ ...record, dynamodb: { ...record.dynamodb, Keys: keys } }])

        expect(lines.length).toBeGreaterThan(0)
        expect(lines.map(({ message }) => message)).toEqual(
          lines.map(() => (isComposite ? '["about …","not …","not …"]' : '["about …","not …","not "]')),
        )
      }),
    )
  })

  it.each([
    ['x1', 'x12'],
    ['x12', 'x1'],
    ['y', 'x'],
  ])('keeps each out whole, also where one holds the other: %s and %s', async (pk, sk) => {
    const { logger, lines } = notedLog()
    const record = recordOf({ seq: 7 })
    const error = (): Error =>
      new Error(`<${pk}> <${sk}> <${pk}|${sk}>`, { cause: new Error(`<${sk}> <${pk}>`) })
    const f = functionOf([throwing('one', error)], { logger, logKeys: false })

    await f.invoke([{ ...record, dynamodb: { ...record.dynamodb, Keys: { PK: { S: pk }, SK: { S: sk } } } }])

    expect(lines).toMatchObject([
      {
        message: '<…> <…> <…>',
        detail: { error: { message: '<…> <…> <…>', causes: [{ message: '<…> <…>' }] } },
      },
    ])
  })

  it('leaves a line that can be read where part of a key is empty', async () => {
    const { logger, lines } = notedLog()
    const record = recordOf({ seq: 7 })
    const f = functionOf([throwing('one', () => new Error('no luck with x1'))], { logger, logKeys: false })
    const keys = { PK: { S: 'x1' }, SK: { S: '' } }

    await f.invoke([{ ...record, dynamodb: { ...record.dynamodb, Keys: keys } }])

    expect(lines.map(({ message }) => message)).toEqual(['no luck with …'])
  })

  it('leaves what finds the record, however short its key is', async () => {
    const { logger, lines } = notedLog()
    const f = functionOf([throwing('one', () => new Error('no'))], { logger, logKeys: false })

    await f.invoke([recordOf({ seq: 10, key: '0' })])

    expect(lines[0]?.detail['sequenceNumber']).toBe('000000000000000000010')
  })
})

async function* nothing(): AsyncGenerator<never> {
  // Nothing lies there.
}
