import type { AnyChange } from '../../core/change/change.ts'
import type { Context, Group, GroupResult } from '../../core/processor/processor.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import type { Projection } from './document-for.ts'
import type { ProjectItem } from './project-item.ts'
import type { SearchStore } from './search-store.ts'
import type { Admit } from './writer-standing.ts'

/** What all ways of writing to an index share. */
export interface SearchPlan {
  readonly name: string
  /** What is written and looked at. */
  readonly index: string
  /** The index that was configured: counters go by it, also where another one is being filled. */
  readonly scope: string
  readonly store: SearchStore
  readonly version: VersionStrategy
  readonly projection: Projection
  readonly projectItem: ProjectItem
  readonly admit: Admit
}

/** What is particular about a task. */
interface TaskMarks {
  readonly isOvertaken?: boolean
  readonly isRepair?: boolean
  readonly run?: string
}

/** One at least: where ids are those of items just that one. */
export type DocumentIds = readonly [string, ...string[]]

const ordinary: TaskMarks = {}

/** A group on its way, and the ids that its images led to. A class for the reason of decision 0090. */
export class Task {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new Task(undefined as never, undefined as never, [''], '')

  readonly group: Group
  readonly last: AnyChange
  readonly ids: DocumentIds
  /** What its writes are versioned by: never below a version of its stream's. */
  readonly version: string
  /** A later record of its item has taken a number already. */
  readonly isOvertaken: boolean
  /** A repair: its document is written whatever its metadata says, for somebody may have changed what is beside it. */
  readonly isRepair: boolean
  /** The run that fills the document in, where one does. */
  readonly run: string | undefined

  constructor(
    group: Group,
    last: AnyChange,
    ids: DocumentIds,
    version: string,
    { isOvertaken = false, isRepair = false, run }: TaskMarks = ordinary,
  ) {
    this.group = group
    this.last = last
    this.ids = ids
    this.version = version
    this.isOvertaken = isOvertaken
    this.isRepair = isRepair
    this.run = run
  }
}

/** Results by group, filled in as they are known. */
export type Settled = Map<Group, GroupResult>

/** The part of a handler's context that writing needs. */
export type WritingContext = Pick<Context, 'clock' | 'signal' | 'items' | 'note'>
