import { describe, expect, it } from 'vitest'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { readEvents } from './read-events.ts'

const record = (sequenceNumber: string): StreamRecord => ({
  eventID: sequenceNumber,
  eventName: 'INSERT',
  dynamodb: {
    ApproximateCreationDateTime: 1_700_000_000,
    Keys: { PK: { S: 'a' } },
    SequenceNumber: sequenceNumber,
  },
})

describe('readEvents', () => {
  it('reads a Lambda event as one batch', () => {
    const event = { Records: [record('1'), record('2')] }

    expect(readEvents(JSON.stringify(event, null, 2), 'event.json')).toEqual([event.Records])
  })

  it('reads an array of records as one batch', () => {
    expect(readEvents(JSON.stringify([record('1'), record('2')]), 'a.json')).toEqual([
      [record('1'), record('2')],
    ])
  })

  it.each([0, 2])('reads a single record, indented by %i', indent => {
    expect(readEvents(JSON.stringify(record('1'), null, indent), 'one.json')).toEqual([[record('1')]])
  })

  it('reads lines of records as one batch, blank lines left out', () => {
    const text = `${JSON.stringify(record('1'))}\n\n${JSON.stringify(record('2'))}\n`

    expect(readEvents(text, 'lines.ndjson')).toEqual([[record('1'), record('2')]])
  })

  it('keeps the events of a file of lines apart', () => {
    const lines = [{ Records: [record('1')] }, record('2'), { Records: [record('3')] }]

    expect(readEvents(lines.map(line => JSON.stringify(line)).join('\n'), 'mixed.ndjson')).toEqual([
      [record('1')],
      [record('2')],
      [record('3')],
    ])
  })

  it.each([
    ['text', JSON.stringify({ Records: [record('1')] })],
    ['an object', { Records: [record('1')] }],
  ])('takes the records out of an on-failure object whose payload is %s', (_, payload) => {
    const object = { version: '1.0', DDBStreamBatchInfo: { batchSize: 1 }, payload }

    expect(readEvents(JSON.stringify(object), 'failure.json')).toEqual([[record('1')]])
  })

  it('brings a record captured with the Streams API into the shape of Lambda', () => {
    const captured = {
      ...record('1'),
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      dynamodb: { ...record('1').dynamodb, ApproximateCreationDateTime: '2023-11-14T22:13:20.900Z' },
    }

    expect(readEvents(JSON.stringify(captured), 'captured.json')).toEqual([
      [{ ...record('1'), userIdentity: { principalId: 'dynamodb.amazonaws.com', type: 'Service' } }],
    ])
  })

  it('keeps a record that is no record for the pipeline to judge', () => {
    expect(readEvents('{"Records":[{}]}', 'odd.json')).toEqual([[{}]])
  })

  it('keeps what is no record among records, so that its neighbours are delivered', () => {
    expect(readEvents(`{"Records":[null,"x",${JSON.stringify(record('1'))}]}`, 'odd.json')).toEqual([
      [null, 'x', record('1')],
    ])
    expect(readEvents(`[${JSON.stringify(record('1'))},null]`, 'odd.json')).toEqual([[record('1'), null]])
  })

  it.each([
    ['an empty file', ' \n', 'f.json:1:1: the file is empty'],
    ['broken JSON', '{\n  "Records": [,]\n}', "f.json:2:15: Unexpected token ','."],
    ['JSON that ends too early', '{"Records": [', 'f.json:1:14:'],
    [
      'a broken line',
      `${JSON.stringify(record('1'))}\n{"eventID": }\n`,
      "f.json:2:13: Unexpected token '}'.",
    ],
    ['a number', '42', 'f.json:1:1: neither an event'],
    ['an array of numbers', '[1]', 'f.json:1:1: entry 0'],
    ['an on-failure object without payload', '{"DDBStreamBatchInfo":{}}', 'no payload'],
    ['a payload that is no JSON', '{"DDBStreamBatchInfo":{},"payload":"{"}', 'payload'],
  ])('names file and place for %s', (_, text, message) => {
    expect(() => readEvents(text, 'f.json')).toThrow(message)
  })
})
