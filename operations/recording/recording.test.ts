import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemKey } from '../../core/record/item-key.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { anyDevEvent } from '../../test/support/any-dev-event.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { DevEvent } from '../dev/dev-event.ts'
import { openRecording } from './open-recording.ts'
import { recordRun } from './record-run.ts'

const path = temporaryPaths()

const write = async (
  events: readonly DevEvent[],
  { file = path('run.ndjson'), redact = [] as readonly string[] } = {},
): Promise<string> => {
  const options = { file, redact, project: 'desk', tool: 'tailrace 0.0.0', salt: 'salt' }
  const problems: Error[] = []
  const recording = recordRun({
    ...options,
    clock: simulatedClock(),
    onProblem: error => void problems.push(error),
  })
  for (const event of events) recording.tell(event)
  expect(await recording.close()).toBe(events.length)
  expect(problems).toEqual([])
  return file
}

const read = async (file: string) => {
  const recording = await openRecording(file)
  const told: DevEvent[] = []
  for await (const event of recording.events) told.push(event.told)
  return { told, header: recording.header, end: recording.end() }
}

/** Said a second time: what a later event has of a record is all but its images. */
const named = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(named)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'OldImage' && name !== 'NewImage')
      .map(([name, each]) => [name, name === 'Keys' ? each : named(each)]),
  )
}
const expected = (event: DevEvent): unknown => (event.event === 'RecordSeen' ? event : named(event))

const seen = (seq: number, after: Record<string, string> = {}, key = 'a'): DevEvent => ({
  ...{ event: 'RecordSeen', mapping: 'things', shardId: 'shard-1', atMs: seq },
  record: recordOf({ seq, key, after }),
})

describe('a recording', () => {
  it('gives back what was told, in its order, compressed or not', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyDevEvent, { maxLength: 12 }), fc.boolean(), async (events, compressed) => {
        const file = await write(events, { file: path(compressed ? 'run.ndjson.gz' : 'run.ndjson') })

        const { told, end, header } = await read(file)

        expect(told).toEqual(events.map(expected))
        expect(end).toEqual({ events: events.length, unreadable: 0, isCut: false, damage: undefined })
        expect(header).toMatchObject({ format: 1, project: 'desk', redaction: null })
      }),
    )
  })

  it('is for its owner only, and one object a line that moves no cursor', async () => {
    const file = await write([seen(1, { text: '\u001b[2J\u2028\u009b' })])

    const lines = readFileSync(file, 'utf8').split('\n')

    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(lines.map(line => (line === '' ? '' : typeof JSON.parse(line)))).toEqual([
      ...['object', 'object', 'object'],
      '',
    ])
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/)
  })

  it('that is cut anywhere gives the events before the cut, and says that it is cut', async () => {
    const events = Array.from({ length: 40 }, (_, index) => seen(index + 1, { text: 'x'.repeat(10_000) }))
    for (const name of ['run.ndjson', 'run.ndjson.gz']) {
      const whole = readFileSync(await write(events, { file: path(name) }))
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 400, max: whole.length - 2 }), async length => {
          const file = path('cut')
          writeFileSync(file, whole.subarray(0, length))

          const { told, end } = await read(file)

          expect(told).toEqual(events.slice(0, told.length))
          // Of compressed bytes a checksum may be all that is missing.
          expect(end.isCut || (name.endsWith('.gz') && told.length === events.length)).toBe(true)
          expect(end.events).toBe(told.length)
          expect(end.unreadable).toBeLessThanOrEqual(1)
          if (name === 'run.ndjson')
            expect(told.length).toBe(whole.subarray(0, length).toString().split('\n').length - 2)
        }),
        { numRuns: 40 },
      )
    }
  })

  it('whose bytes are other ones says so, and never gives more than it holds', async () => {
    const events = Array.from({ length: 20 }, (_, index) => seen(index + 1, { text: 'x'.repeat(50) }))
    for (const name of ['run.ndjson', 'run.ndjson.gz']) {
      const whole = readFileSync(await write(events, { file: path(name) }))
      await fc.assert(
        fc.asyncProperty(
          fc.nat({ max: whole.length - 1 }),
          fc.integer({ min: 1, max: 255 }),
          async (at, by) => {
            const file = path('damaged')
            writeFileSync(
              file,
              whole.map((byte, index) => (index === at ? byte ^ by : byte)),
            )
            try {
              const { told, end } = await read(file)

              // A byte that becomes the end of a line makes two of one.
              expect(told.length).toBeLessThanOrEqual(events.length)
              expect(end.unreadable).toBeLessThanOrEqual(3)
              if (told.length < events.length)
                expect(end.unreadable > 0 || end.isCut || end.damage !== undefined).toBe(true)
            } catch (error) {
              expect(error).toMatchObject({ code: expect.stringMatching(/^recording\./) as string })
            }
          },
        ),
      )
    }
  })

  it.each([
    ['is empty', '', 'recording.unknown'],
    ['is something else', '{"event":"Change"}\n', 'recording.unknown'],
    ['is no JSON', 'hello\n', 'recording.unknown'],
    ['is null', 'null\n', 'recording.unknown'],
    ['is an event of Lambda', '{"Records":[]}', 'recording.unknown'],
    [
      'is of another format',
      '{"tailrace":"recording","format":2,"tool":"tailrace 9.0.0"}\n',
      'recording.other-version',
    ],
    ['is of no format', '{"tailrace":"recording"}\n', 'recording.other-version'],
    ['is compressed, and something else', gzipSync('hello'), 'recording.unknown'],
    ['begins as if it were compressed', Buffer.from([0x1f, 0x8b, 1, 2, 3]), 'recording.unknown'],
  ])('that %s is refused', async (_, content, code) => {
    const file = path('strange')
    writeFileSync(file, content)

    await expect(openRecording(file)).rejects.toMatchObject({ code })
  })

  it('that is a folder, or not there, is refused by name', async () => {
    const folder = path('folder')
    mkdirSync(folder)

    for (const file of [folder, path('nothing')])
      await expect(openRecording(file)).rejects.toMatchObject({
        code: 'recording.file-unreadable',
        message: expect.stringContaining(file) as string,
      })
  })

  it('leaves out events that this version does not know, and counts them', async () => {
    const file = await write([seen(1)])
    const lines = readFileSync(file, 'utf8').split('\n')
    const strange = ['constructor', '__proto__', 'Tomorrow', 7].map(event =>
      JSON.stringify({ atMs: 1, told: { event } }),
    )
    writeFileSync(
      file,
      [lines[0], ...strange, '[]', 'null', '{"atMs":"x","told":{"event":"Paused"}}', ...lines.slice(1)].join(
        '\n',
      ),
    )

    expect((await read(file)).end).toMatchObject({ events: 1, unreadable: 7, isCut: false })
  })

  it('replaces nothing', async () => {
    const file = path('there')
    writeFileSync(file, 'of somebody')

    await expect(write([], { file })).rejects.toMatchObject({ code: 'recording.file-exists' })
    expect(readFileSync(file, 'utf8')).toBe('of somebody')
  })
})

describe('a redacted recording', () => {
  it('has the redacted values nowhere: not in images, keys, reports, nor in what functions say', async () => {
    const secret = 'alice@example.com'
    const place = { streamArn, sequenceNumber: recordOf({ seq: 1 }).dynamodb?.SequenceNumber ?? '' }
    const change = { ...place, key: secret, eventName: 'MODIFY' } as const
    const record = recordOf({ seq: 1, key: secret, after: { email: secret, other: 'kept' } })
    const about = { mapping: 'things', shardId: 'shard-1', atMs: 1 }
    const events: readonly DevEvent[] = [
      { ...about, event: 'RecordSeen', record },
      { ...about, event: 'FilterDecided', record, admitted: true },
      {
        ...{ ...about, event: 'InvokeEnded', lane: 0, requestId: 'r', batchId: '1', part: '', size: 1 },
        ...{ result: 'failure', message: `no ${secret.toUpperCase()}`, iteratorAgeMs: 1 },
        answered: [{ record, became: 'retried' }],
      },
      { ...about, event: 'Discarded', records: [record], condition: 'RetryAttemptsExhausted' },
      { event: 'Answered', functionName: 'f', atMs: 1, became: 'retried', ...change },
      {
        ...{ event: 'EffectWritten', functionName: 'f', mapping: 'things', atMs: 1 },
        report: {
          ...{ ...change, eventId: 'e' },
          outcomes: [
            {
              ...{ processor: 'p', outcome: 'parked', ran: true, attempt: 1 },
              error: { code: 'E', message: `no ${secret}`, remedy: `write to ${secret}` },
            },
          ],
        },
      },
      // Of a record that was never seen: what its key would be is not known.
      { event: 'Answered', functionName: 'f', atMs: 1, became: 'retried', ...change, sequenceNumber: '9' },
    ]

    const file = await write(events, { redact: ['email', 'PK'], file: path('redacted.ndjson.gz') })

    const text = gunzipSync(readFileSync(file)).toString()
    expect(text.toLowerCase()).not.toContain('alice')
    expect(text).toContain('kept')
    const { told, header } = await read(file)
    expect(header.redaction).toEqual({ attributes: ['email', 'PK'] })
    const [first, , , , answered] = told
    const shownKey = first?.event === 'RecordSeen' ? first.record.dynamodb?.Keys?.['PK'] : undefined
    // The key that is shown is the one that events name.
    expect(answered).toMatchObject({ key: itemKey({ PK: shownKey ?? { S: '' } }) })
  })

  it('never holds the password of a sink', async () => {
    const started: DevEvent = {
      ...{
        event: 'Started',
        endpoint: 'http://127.0.0.1:1',
        tables: [],
        runFolder: '',
        functions: [],
        envFile: '',
      },
      ...{
        mappings: [],
        sinks: { SEARCH_URL: 'https://me:pass@word@search.example/x', PARK_URL: 'file:/a@b' },
      },
    }

    const { told } = await read(await write([started]))

    expect(told).toMatchObject([{ sinks: { SEARCH_URL: 'https://search.example/x', PARK_URL: 'file:/a@b' } }])
  })
})

describe('a recording that cannot go on', () => {
  it('says so once and keeps what it has, while the run goes on', async () => {
    const file = path('full.ndjson')
    const script = `
      const { recordRun } = await import(${JSON.stringify(new URL('record-run.ts', import.meta.url).href)})
      const { systemClock } = await import(${JSON.stringify(new URL('../../core/clock.ts', import.meta.url).href)})
      const recording = recordRun({ file: ${JSON.stringify(file)}, project: 'p', tool: 't', redact: [], salt: '',
        clock: systemClock, onProblem: error => console.log(error.code) })
      for (let at = 0; at < 200; at += 1) recording.tell({ event: 'ReloadFailed', functionName: 'f', message: 'x'.repeat(5000) })
      await recording.close()
      console.log('goes on')`

    // No file may grow above 256 KB, as on a disk that is full.
    const out = execFileSync(
      'bash',
      ['-c', `trap '' XFSZ; ulimit -f 256; exec "$0" --input-type=module -e "$1"`, process.execPath, script],
      { encoding: 'utf8' },
    )

    expect(out).toBe('recording.file-unwritable\ngoes on\n')
    const { told, end } = await read(file)
    expect(told.length).toBeGreaterThan(20)
    expect(end.isCut).toBe(true)
  })
})
