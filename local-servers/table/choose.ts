import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../faults.ts'
import type { TableEngineKind } from './engine.ts'

/** What this machine has to offer. */
export interface Machine {
  /** Major version of Java. */
  readonly javaVersion: number | undefined
  readonly hasMaven: boolean
  /** Path of the dynoxide binary, where it is installed. */
  readonly dynoxide: string | undefined
  /** npm has it for this platform. */
  readonly mayFetchDynoxide: boolean
  /** DynamoDB Local has native libraries for this platform. */
  readonly isNativePlatform: boolean
}

/** A choice of table engine, and why it was made, in words. */
export interface Choice {
  readonly kind: TableEngineKind
  readonly why: string
}

/** An engine that runs anyway, and why it is to be taken. */
export interface EngineAtHand {
  readonly endpoint: string
  readonly why: string
}

const neededJava = 17

const whyNotLocal = ({ javaVersion, hasMaven, isNativePlatform }: Machine): string | undefined => {
  if (!isNativePlatform) return 'DynamoDB Local has no native libraries for this platform'
  if (javaVersion === undefined) return 'no Java was found'
  if (javaVersion < neededJava) return `Java ${javaVersion} is older than ${neededJava}`
  return hasMaven ? undefined : 'no Maven was found'
}

const whyNotDynoxide = ({ dynoxide, mayFetchDynoxide }: Machine): string | undefined =>
  dynoxide === undefined && !mayFetchDynoxide ? 'npm has no dynoxide for this platform' : undefined

/**
 * Chooses the table engine: the one asked for, else one that runs anyway, else DynamoDB Local,
 * which is closest to the real service, else dynoxide.
 *
 * @throws PipelineError `machine.no-table-engine`
 */
export const chooseTableEngine = (
  requested: Exclude<TableEngineKind, 'endpoint'> | undefined,
  running: EngineAtHand | undefined,
  machine: Machine,
): Choice => {
  const noLocal = whyNotLocal(machine)
  const noDynoxide = whyNotDynoxide(machine)
  if (requested !== undefined) {
    const reason = requested === 'dynamodb-local' ? noLocal : noDynoxide
    if (reason !== undefined) throw raise(machineFaults, 'machine.no-table-engine', { reasons: [reason] })
    return { kind: requested, why: `--engine ${requested}` }
  }
  if (running !== undefined && running.endpoint !== '') return { kind: 'endpoint', why: running.why }
  if (noLocal === undefined) {
    return { kind: 'dynamodb-local', why: `Java ${machine.javaVersion} and Maven are here` }
  }
  if (noDynoxide === undefined) return { kind: 'dynoxide', why: noLocal }
  throw raise(machineFaults, 'machine.no-table-engine', { reasons: [noLocal, noDynoxide] })
}
