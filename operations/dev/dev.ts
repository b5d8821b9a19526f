import { scanTable } from '../../adapters/dynamodb/table-admin.ts'
import { blobStore } from '../../adapters/open/blob-store.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { openAccount } from '../accounting/account.ts'
import type { RecordAccount } from '../accounting/account.ts'
import { accountFromBus } from '../accounting/bus-account.ts'
import type { ScannedItem, VerifyResult } from '../verify/verify.ts'
import type { Difference } from '../verify/verify.ts'
import { verify } from '../verify/verify.ts'
import type { DevOptions, DevResult } from './dev-options.ts'
import { synthOf } from './run-synth.ts'
import { openKeptRecords } from './persist/kept-records.ts'
import { reloadOnChange } from './reload-on-change.ts'
import type { Session } from './session.ts'
import { openSession } from './session.ts'
import { whenAborted } from './when-aborted.ts'
import { whenQuiet } from './when-quiet.ts'
import { whileEngineLives } from './while-engine-lives.ts'
import { writeInput } from './write-input.ts'

/** What `dev` takes with somebody who looks on. */
interface AttachedDevOptions extends DevOptions {
  /** Looks at the run from before its first event, until its end. */
  readonly attach?: ((session: Session) => Promise<{ readonly stop: () => Promise<void> }>) | undefined
}

/** Records by function, each once. */
type Received = ReadonlyMap<string, ReadonlyMap<string, StreamRecord>>

/** The ears on the bus: an account, and in a run that is verified or kept the records themselves. */
const listen = (
  session: Session,
  isVerified: boolean,
): { readonly account: RecordAccount; readonly received: Received } => {
  const account = openAccount()
  const received = new Map<string, Map<string, StreamRecord>>()
  const kept = session.kept && openKeptRecords(session.kept.folder)
  const remember = (functionName: string, record: StreamRecord): void => {
    const known = received.get(functionName) ?? new Map<string, StreamRecord>()
    const name = `${record.eventSourceARN ?? ''} ${record.dynamodb?.SequenceNumber ?? ''}`
    received.set(functionName, known.set(name, record))
  }
  if (isVerified) for (const [functionName, record] of kept?.found ?? []) remember(functionName, record)
  const keepAccount = accountFromBus(account, session.registries, session.functionOf)
  session.subscribe(event => {
    if (!('mapping' in event)) return
    keepAccount(event)
    if (event.event !== 'RecordSeen') return
    const functionName = session.functionOf(event.mapping)
    kept?.add(functionName, event.record)
    if (isVerified) remember(functionName, event.record)
  })
  return { account, received }
}

async function* itemsOf(session: Session, functionName: string): AsyncGenerator<ScannedItem> {
  const { functions } = session.project
  const streams = functions.find(each => each.functionName === functionName)?.streams ?? []
  for (const id of new Set(streams.map(({ table }) => table))) {
    const table = session.tables.tables.find(each => each.id === id)
    if (table !== undefined) yield* scanTable(session.tables.clients.table, table)
  }
}

const compare = async (
  session: Session,
  received: Received,
): Promise<{ readonly verdict: VerifyResult; readonly differences: readonly Difference[] }> => {
  const verdict = { missing: 0, stale: 0, ghosts: 0 }
  const differences: Difference[] = []
  for (const [functionName, { processors }] of session.registries) {
    await verify({
      processors,
      scan: () => itemsOf(session, functionName),
      received: () => received.get(functionName)?.values() ?? [],
      blobs: blobStore(session.note.sinks['BLOB_URL']),
      onDifference: difference => {
        verdict[difference.problem] += 1
        differences.push(difference)
      },
    })
  }
  return { verdict, differences }
}

const run = async (session: Session, options: DevOptions): Promise<DevResult> => {
  const { signal, tell, once } = options
  const { account, received } = listen(session, once)
  await session.start()
  const watch = once
    ? undefined
    : reloadOnChange(session, {
        ...options,
        beforeReload: synthOf(session.project, options.env, options.tell),
      })
  try {
    await writeInput(session, options)
    await whenQuiet(session.mappings, account, signal)
    // Some can only be told when all answers are known.
    session.warnings()
    if (!signal.aborted) tell({ event: 'CaughtUp' })
    if (!once) await whenAborted(signal)
  } finally {
    await watch?.close()
  }
  const warnings = session.warnings()
  if (signal.aborted) return { summary: account.summary(), verify: undefined, differences: [], warnings }
  for (const { functionName } of session.project.functions)
    if (!session.registries.has(functionName)) tell({ event: 'NotVerified', functionName })
  const { verdict, differences } = await compare(session, received)
  return { summary: account.summary(), verify: verdict, differences, warnings }
}

/**
 * Runs a project on this machine and writes its input; tells of everything that happens.
 *
 * @throws PipelineError as {@link openSession}; `machine.engine-ended` when the table engine is gone meanwhile
 */
export const dev = async (options: AttachedDevOptions): Promise<DevResult> => {
  const session = await openSession(options)
  try {
    const attached = await options.attach?.(session)
    try {
      return await whileEngineLives(session, options, async signal => run(session, { ...options, signal }))
    } finally {
      await attached?.stop()
    }
  } finally {
    await session.stop()
  }
}
