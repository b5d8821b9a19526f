import type { Clock, PlainItem, Processor } from '../../core/index.ts'
import { entity, when } from '../../core/index.ts'
import { blobStore } from '../../adapters/index.ts'
import type { ArchiveEntry } from '../../processors/index.ts'
import { archive, readArchive } from '../../processors/index.ts'
import type { Table } from '../../store/index.ts'
import { collect, expiresAt, notExpired, put, query } from '../../store/index.ts'

const Session = entity('Session', { match: { type: 'SESSION' } })
const hourMs = 3_600_000

export const putSession = async (shop: Table, session: PlainItem, clock: Clock): Promise<void> =>
  put(shop, { ...session, expiresAt: expiresAt(new Date(clock.now() + hourMs), clock) })

// An expired item may stay for days until the service removes it, so reads leave it out.
export const sessionsOf = async (shop: Table, user: string, clock: Clock): Promise<readonly PlainItem[]> =>
  collect(query(shop, { partition: user, filter: notExpired('expiresAt', clock) }))

export const sessionArchive = (url: string | undefined): Processor =>
  archive({ filter: when(Session).expired(), blobs: blobStore(url) })

export const expiredOn = (url: string, date: string): AsyncGenerator<ArchiveEntry> =>
  readArchive(blobStore(url), { date, entity: 'Session' })
