import type { ReadOverrides } from '../project/read-project.ts'
import type { RepairTerms, VerifyTablesOptions } from './verify-options.ts'

/** What `verifyFrom` takes: a comparison whose tables and sinks are found by a project and its environment. */
export interface VerifyFromOptions extends Pick<
  VerifyTablesOptions,
  'scope' | 'maxReadUnits' | 'clock' | 'random' | 'signal' | 'tell'
> {
  /** Parallel parts of the scan. @defaultValue 8 */
  readonly segments?: number | undefined
  /** Milliseconds between two looks at what differs. @defaultValue 10,000 */
  readonly pauseMs?: number | undefined
  /** Mend what differs; without it, it is only told. */
  readonly repair?: RepairTerms | undefined
  /** Of the project. */
  readonly folder: string
  /** Which deploy file and stage are meant, where the folder alone does not say it. */
  readonly overrides?: ReadOverrides | undefined
  /** Where the variables stand that name table and sinks. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** A table of the project, or the name that its one table has elsewhere. */
  readonly table?: string | undefined
  /** Only this function of the project. */
  readonly functionName?: string | undefined
  /** A file, or a URL of a place with files, of records. */
  readonly records?: string | undefined
  /** Epoch milliseconds; with the scope `changed`. */
  readonly sinceMs?: number | undefined
  /** The state file of an interrupted run. */
  readonly resume?: string | undefined
  /** Repairs may write to what is not on this machine. */
  readonly allowWrites: boolean
  /** Where the run makes its folder. @defaultValue `.tailrace/verify` of the project */
  readonly workIn?: string
  /** Makes ids that nobody else has. */
  readonly newId: () => string
}
