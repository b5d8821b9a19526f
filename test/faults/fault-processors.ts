import type { Change } from '../../core/change/change.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Processor } from '../../core/processor/processor.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import type { AuditEntry } from '../../processors/audit-log/audit-sink.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { cleanup } from '../../processors/cleanup/cleanup.ts'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'
import type { NotificationSink } from '../../processors/notification/notification-sink.ts'
import { notification } from '../../processors/notification/notification.ts'
import type { SearchStore } from '../../processors/search-index/search-store.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import type { HeldSinks, HeldChange } from './held-sinks.ts'
import { writeName } from './held-sinks.ts'
import type { WeatherCall } from './weather.ts'

interface ThingItem {
  readonly PK: string
  readonly note: number
  readonly active: boolean
  /** What this item does to a function that makes a document of it. */
  readonly poison?: 'throws' | 'kills'
}

const Thing = entity<'Thing', ThingItem>('Thing', { match: { type: 'THING' } })

const keyOf = (change: Change<'Thing', ThingItem>): string =>
  change.kind === 'REMOVE' ? change.before.PK : change.after.PK

/** The sinks as an invocation reaches them. */
export interface ReachedSinks {
  readonly sinks: HeldSinks
  readonly dependents: DependentStore
  readonly call: WeatherCall
  /** Ends the process that runs the function. */
  readonly die: () => void
}

const searchThrough = ({ sinks: { search }, call }: ReachedSinks): SearchStore => ({
  ...search,
  write: async operations => call('search', async () => search.write(operations)),
  look: async request => call('search', async () => search.look(request)),
  readMark: async index => call('search', async () => search.readMark(index)),
  writeMark: async (index, mark) => call('search', async () => search.writeMark(index, mark)),
})

/** The function that keeps sinks of state equal to the table. */
export const stateProcessors = (reached: ReachedSinks): readonly Processor[] => {
  const { sinks, call } = reached
  return [
    searchIndex({
      filter: when(Thing).where({ active: true }),
      store: searchThrough(reached),
      index: 'things',
      document: ({ after }) => {
        if (after.poison !== undefined && !sinks.poison.isMended) {
          if (after.poison === 'kills') reached.die()
          throw new TypeError('nothing can be made of this item')
        }
        return { key: after.PK, note: after.note }
      },
    }),
    cacheInvalidation({
      filter: when(Thing),
      cache: {
        ...sinks.cacheStore,
        invalidate: async what => call('cache', async () => sinks.cacheStore.invalidate(what)),
      },
      keys: change => [keyOf(change)],
    }),
  ]
}

const toldBy = ({ body }: { readonly body: Readonly<Record<string, unknown>> }): HeldChange =>
  body as unknown as HeldChange

const messagesThrough = (
  { call }: ReachedSinks,
  place: 'post' | 'mail',
  sent: HeldChange[],
): NotificationSink => {
  const send: NotificationSink['send'] = async messages =>
    call(place, async () => {
      sent.push(...messages.map(toldBy))
      return Promise.resolve(messages.map(() => 'applied' as const))
    })
  return { send, sendOnce: send }
}

const messageOf = (change: Change<'Thing', ThingItem>) => ({
  subject: change.kind,
  body: { streamArn: change.streamArn, sequenceNumber: change.sequenceNumber, key: keyOf(change) },
})

const lineOf = ({ streamArn, sequenceNumber, what, who }: AuditEntry): HeldChange => {
  const { PK } = what.keys
  return { streamArn, sequenceNumber, key: PK !== undefined && 'S' in PK ? PK.S : '', origin: who.origin }
}

/** The function that acts on every change. */
export const eventProcessors = (reached: ReachedSinks): readonly Processor[] => {
  const { sinks, dependents, call } = reached
  const filter = when(Thing)
  return [
    auditLog({
      filter,
      sink: {
        append: async lines =>
          call('audit', async () =>
            Promise.resolve(
              lines.map(({ id, text }) => {
                if (sinks.audit.has(id)) return 'unchanged' as const
                const line = lineOf(JSON.parse(text) as AuditEntry)
                sinks.audit.set(id, line)
                sinks.audited.add(writeName(line))
                return 'applied' as const
              }),
            ),
          ),
        entries: async function* () {
          yield* await Promise.resolve([])
        },
      },
    }),
    cleanup({
      filter: filter.on('REMOVE'),
      dependents: {
        page: async (...asked) => call('dependents', async () => dependents.page(...asked)),
        parent: async (...asked) => call('dependents', async () => dependents.parent(...asked)),
        removeWithoutParent: async (...asked) =>
          call('dependents', async () => dependents.removeWithoutParent(...asked)),
        removeAsSeen: async (...asked) => call('dependents', async () => dependents.removeAsSeen(...asked)),
      },
      generationAttribute: 'gen',
      of: change => [{ partitionKey: { name: 'PK', value: `of ${keyOf(change)}` } }],
    }),
    notification({
      name: 'post',
      filter,
      sink: messagesThrough(reached, 'post', sinks.post),
      message: messageOf,
    }),
    notification({
      name: 'mail',
      filter,
      strict: true,
      sink: messagesThrough(reached, 'mail', sinks.mail),
      message: messageOf,
    }),
  ]
}
