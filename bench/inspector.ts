// What the page costs a run: one mapping over eight scripted shards that are given 2,500 records a second by the real
// clock, with the page's server and a process that reads its stream of events, against the same without. Prints medians
// of five of each as JSON: records a second, and the processor's time for one record, which says how much more it could
// take.
import { spawn } from 'node:child_process'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { memoryCheckpointStore } from '../adapters/memory/memory-checkpoint-store.ts'
import { systemClock } from '../core/clock.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { EventSourceMapping } from '../engine/event-source-mapping.ts'
import { inProcessFunction } from '../engine/function/in-process-function.ts'
import type { ScriptedSource } from '../engine/sources/scripted-source.ts'
import { scriptedSource } from '../engine/sources/scripted-source.ts'
import type { WireBatch } from '../inspector/wire/wire-event.ts'
import { openInspector } from '../inspector/server/open-inspector.ts'
import { newBus } from '../operations/dev/bus.ts'
import type { DevEvent } from '../operations/dev/dev-event.ts'
import type { Session } from '../operations/dev/session.ts'
import { generateEvent } from './generate-event.ts'
import { child } from './child.ts'
import { median } from './median.ts'

const shards = 8
const offeredPerSecond = 2_500
const seconds = 6
const total = offeredPerSecond * seconds
const sliceMs = 40
const arn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/bench/stream/2026-01-01T00:00:00.000'
const end = { event: 'CaughtUp' } as const

/** Events that a reader got, and that the server says it sent and left out. */
interface Counts {
  readonly received: number
  readonly dropped: number
  readonly sent: number
}

/** How a run went. */
interface Ran extends Counts {
  readonly recordsPerSecond: number
  /** Of this process, all threads, for one record. */
  readonly cpuMicroseconds: number
}

/** A stream that answers in a turn of its own of the event loop, as one behind a network does. */
const openSource = (): ScriptedSource => {
  const source = scriptedSource(arn)
  for (let shard = 0; shard < shards; shard += 1) source.addShard(`shard-${shard}`)
  return {
    ...source,
    read: async (...asked) => {
      await setImmediate()
      return source.read(...asked)
    },
  }
}

/** Writes by the clock: what a slow moment keeps back follows at once. */
const write = async (source: ScriptedSource): Promise<void> => {
  const samples = generateEvent(1_000).Records
  const startedAt = performance.now()
  let written = 0
  while (written < total) {
    await setTimeout(sliceMs)
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * offeredPerSecond))
    for (; written < due; written += 1) {
      const sample = samples[written % samples.length] as StreamRecord
      const SequenceNumber = String(written + 1).padStart(21, '0')
      const dynamodb = { ...sample.dynamodb, SequenceNumber }
      source.put(`shard-${written % shards}`, { ...sample, eventSourceARN: arn, dynamodb })
    }
  }
  for (let shard = 0; shard < shards; shard += 1) source.close(`shard-${shard}`)
}

/** A process of its own that reads the stream of events until it is told of the end, and prints what it counted. */
const startReader = (address: string) => {
  const reading = spawn(process.execPath, [import.meta.filename, 'read', address], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { promise: follows, resolve: nowFollows } = Promise.withResolvers<undefined>()
  const { promise: counted, resolve: nowCounted } = Promise.withResolvers<Counts>()
  let text = ''
  reading.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
    if (text.startsWith('follows\n')) nowFollows(undefined)
  })
  reading.on('close', () => {
    nowCounted(JSON.parse(text.split('\n')[1] ?? '') as Counts)
  })
  return { follows, counted }
}

const read = async (address: string): Promise<void> => {
  const entered = await fetch(address, { redirect: 'manual' })
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { body } = await fetch(new URL('/api/events', address), { headers: { cookie } })
  process.stdout.write('follows\n')
  let [text, received] = ['', 0]
  if (body === null) throw new Error('the stream has no body')
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    const messages = (text + part).split('\n\n')
    text = messages.pop() ?? ''
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1]
      if (data === undefined) continue
      const { events, sent, dropped } = JSON.parse(data) as WireBatch
      received += events.length
      if (!events.some(event => event.event === 'Note' && event.name === end.event)) continue
      process.stdout.write(`${JSON.stringify({ received, sent, dropped })}\n`)
      return
    }
  }
}

const run = async (isSeen: boolean): Promise<Ran> => {
  const bus = newBus<DevEvent>(error => {
    throw error
  })
  // What the page's server takes of a run to show what happens in it.
  const session = {
    ...{ subscribe: bus.subscribe, functionOf: () => 'bench', engine: 'dynoxide' },
    ...{ tables: { clients: {}, tables: [] }, note: { sinks: {}, runFolder: '.' } },
  } as unknown as Session
  const surroundings = {
    ...{ folder: '.', env: {}, cacheFolder: '.', platform: process.platform, arch: process.arch },
    ...{ clock: systemClock, random: () => 0.5, newId: () => 'bench', signal: new AbortController().signal },
  }
  const inspector = isSeen
    ? await openInspector(session, {
        ...{
          ...surroundings,
          port: 0,
          allowWrites: false,
          mcpActions: false,
          version: '0',
          lend: () => undefined,
          page: new Map(),
        },
      })
    : undefined
  const reader = inspector && startReader(inspector.newAddress())
  await reader?.follows
  const source = openSource()
  let ids = 0
  const mapping = new EventSourceMapping({
    id: 'bench',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:bench',
    settings: { StartingPosition: 'TRIM_HORIZON' },
    source,
    target: inProcessFunction({ functionName: 'bench', clock: systemClock, handler: () => undefined }),
    checkpoints: memoryCheckpointStore(),
    clock: systemClock,
    random: () => 0.5,
    newId: () => String((ids += 1)),
    emit: bus.tell,
  })
  bus.tell({
    event: 'Started',
    ...{ endpoint: '', tables: [], runFolder: '', functions: [], sinks: {}, envFile: '' },
    mappings: [{ mapping: 'bench', functionName: 'bench', streamArn: arn }],
  })
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()]
  await mapping.start()
  await write(source)
  await mapping.whenCaughtUp()
  const tookMs = performance.now() - startedAt
  const cpu = process.cpuUsage(cpuBefore)
  bus.tell(end)
  const counted = (await reader?.counted) ?? { received: 0, sent: 0, dropped: 0 }
  await mapping.stop()
  await inspector?.stop()
  return {
    recordsPerSecond: (1000 * total) / tookMs,
    cpuMicroseconds: (cpu.user + cpu.system) / total,
    ...counted,
  }
}

const measure = async (): Promise<void> => {
  const [seen, alone]: [Ran[], Ran[]] = [[], []]
  // One of each in turn, so that a noisy minute does not fall on one of them alone.
  for (let turn = 0; turn < 5; turn += 1) {
    alone.push((await child(import.meta.filename, 'run', 'alone')) as Ran)
    seen.push((await child(import.meta.filename, 'run', 'seen')) as Ran)
  }
  for (const { received, dropped, sent } of seen)
    if (received + dropped !== sent) throw new Error(`${received} and ${dropped} dropped are not ${sent}`)
  const [withPage, without] = [seen, alone].map(runs => median(runs.map(each => each.recordsPerSecond)))
  process.stdout.write(
    JSON.stringify({
      recordsPerSecondSeen: withPage,
      recordsPerSecondAlone: without,
      share: (withPage ?? 0) / (without ?? 0),
      cpuMicrosecondsSeen: median(seen.map(each => each.cpuMicroseconds)),
      cpuMicrosecondsAlone: median(alone.map(each => each.cpuMicroseconds)),
      received: median(seen.map(each => each.received)),
      dropped: median(seen.map(each => each.dropped)),
    }),
  )
}

const [, , what, how = ''] = process.argv
if (what === 'read') await read(how)
else if (what === 'run') process.stdout.write(JSON.stringify(await run(how === 'seen')))
else await measure()
