import type { AnyChange } from '../change/change.ts'
import type { Clock } from '../clock.ts'
import type { Filter } from '../filter/filter.ts'
import type { Logger } from '../logger.ts'
import type { Opens } from '../opens.ts'
import type { Image } from '../attributes/attribute-value.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { ItemAddress, ItemSource } from '../refresh/item-source.ts'
import type { VersionNote } from '../version/version-note.ts'

/** What a handler may use besides the change. */
export interface Context {
  /** Aborts when the function's time is nearly up; pass it to every call that can be cancelled. */
  readonly signal: AbortSignal
  /** Epoch milliseconds after which the result no longer counts. */
  readonly deadlineAtMs: number
  /** The pipeline's, for whatever depends on time. */
  readonly clock: Clock
  /** The pipeline's. */
  readonly logger: Logger
  /** Reads items as they are now, where the function has such a source. */
  readonly items?: ItemSource
  /**
   * These changes come long after their time, as a redrive brings them: a sink that holds state is brought to the
   * item as it is now, instead of to an image that may be old.
   */
  readonly isLate: boolean
  /** Tells what was noticed about the versions of a group that the handler was given: for report and log. */
  readonly note?: (group: Group, note: VersionNote) => void
}

/** How a handled change ended: `unchanged` says that the sink already held it, or something newer. */
export type Done = 'applied' | 'unchanged'

/** Changes of one item key that a batch handler treats together, oldest first; see {@link Coalesce}. */
export interface Group<C extends AnyChange = AnyChange> {
  /** Canonical key of the item. */
  readonly key: string
  /** One at least. */
  readonly changes: readonly C[]
  /** The last of `changes`: what a sink that holds state must end at. */
  readonly last: C
}

/** What a batch handler says of each group, in the groups' order. Nothing at all means all were applied. */
export type GroupResult = Done | Error

/** One change at a time. A throw is the change's failure; `defineFaults` says what follows from which. */
export type Handle<C extends AnyChange> = (change: C, context: Context) => Promise<Done | void>

/** Many groups in one call. A throw fails them all together; the next try then calls with one group at a time. */
export type HandleBatch<C extends AnyChange> = (
  groups: readonly Group<C>[],
  context: Context,
) => Promise<readonly GroupResult[] | void>

/**
 * How a batch handler is given several changes of one key. `none`: each is a group, in a call after the one before
 * it is finished. `per-key`: all in one group with one fate, and each of them counts. `last-image`: the same, but
 * only the last image counts, so for sinks that hold state.
 */
export type Coalesce = 'none' | 'per-key' | 'last-image'

/** A document as it is now. */
export interface FoundDocument {
  /** Canonical JSON text. */
  readonly content: string
  /** Decimal text, where the sink keeps one. */
  readonly version?: string
  /** The item that it says it belongs to. */
  readonly owner?: ItemAddress
  /** The run that filled it in, where nothing wrote it since. */
  readonly run?: string
}

/** A document that is to be brought to what an item is now. */
export interface RefreshTarget {
  /** Of the document. */
  readonly id: string
  /** Of the item. */
  readonly address: ItemAddress
}

/** An item as a scan reads it, and its key attributes by themselves. */
export interface FilledItem {
  /** Its key attributes. */
  readonly keys: Image
  /** All of it. */
  readonly item: Image
}

/**
 * What became of an item's document in an index that is being filled. `filled`: it was put there. `held`: something is
 * there that is not older, or was and is deleted. `none`: the item is to have none.
 */
export type FillResult = 'filled' | 'held' | 'none' | Error

/** Of which stream the items' table is, and which run fills. */
export interface FillContext extends Pick<Context, 'clock' | 'signal'> {
  /** Of the stream whose table is read. */
  readonly streamArn: string
  /** Kept in each document's metadata. */
  readonly run: string
  /** Reads items as they are now. */
  readonly items: ItemSource
}

/** The documents of a processor in another index, which is to take the place of its own. */
export interface FillingCheck extends StateCheck {
  /** From now on every process that reads the mark writes to both. @throws PipelineError `search.filling-other` */
  readonly announce: (
    streamArns: readonly string[],
    context: Pick<Context, 'clock' | 'signal'>,
  ) => Promise<void>
  /** Every process writes to the processor's own index alone again. */
  readonly withdraw: (context: Pick<Context, 'clock' | 'signal'>) => Promise<void>
  /** Puts what is missing there, below everything that a record writes; one answer for each item. */
  readonly fill: (items: readonly FilledItem[], context: FillContext) => Promise<readonly FillResult[]>
}

/** Compares documents, and mends them one by one. */
export interface StateCheck {
  /** Tells it from the other checks. */
  readonly kind: 'state'
  /** Documents that an item must have: id to content, as canonical JSON text. */
  readonly expected: (keys: Image, item: Image) => Promise<ReadonlyMap<string, string>>
  /** All documents that are there, each once. */
  readonly actual: () => AsyncIterable<readonly [id: string, content: string]>
  /** What is under these ids now, in their order. Without it a difference cannot be looked at again. */
  readonly look?: (
    ids: readonly string[],
    signal?: AbortSignal,
  ) => Promise<readonly (FoundDocument | undefined)[]>
  /** Brings documents to what their items are now, and never over anything newer; one answer for each. */
  readonly refresh?: (
    targets: readonly RefreshTarget[],
    context: Pick<Context, 'clock' | 'signal'> & { readonly items: ItemSource },
  ) => Promise<readonly GroupResult[]>
  /** The same documents in an index that is being filled. */
  readonly inNewIndex?: (index: string) => Promise<FillingCheck>
  /** The index that is being filled beside this one, where one is. */
  readonly filledIndex?: (signal?: AbortSignal) => Promise<string | undefined>
}

/** Compares entries that somebody else fills in: one may be missing, and one that is there may not be old. */
export interface EntriesCheck {
  /** Tells it from the other checks. */
  readonly kind: 'entries'
  /** Entries that an item may have: key to the version that it must state. */
  readonly expected: (keys: Image, item: Image) => Promise<ReadonlyMap<string, string>>
  /** The versions that the entries under these keys state, in their order; nothing where none is stated. */
  readonly look: (keys: readonly string[], signal?: AbortSignal) => Promise<readonly (string | undefined)[]>
  /** Takes entries away, so that they are filled in anew. */
  readonly forget: (keys: readonly string[], signal?: AbortSignal) => Promise<void>
}

/** Compares entries of which each change has one. */
export interface EventsCheck {
  /** Tells it from the other checks. */
  readonly kind: 'events'
  /** Identities of the entries that a stream record must have. */
  readonly expected: (record: StreamRecord) => readonly string[]
  /** The identities of all entries that are there. */
  readonly actual: () => AsyncIterable<string>
}

/** What `tailrace verify` compares: the sink's content with what the table says it should be. */
export type Check = StateCheck | EntriesCheck | EventsCheck

/** Documents that a processor has to itself: what it does not find among its items it takes away. */
export interface Keeps {
  /** The store itself, and how it is named for people; one place may be opened twice. */
  readonly store: object
  /** As people name it. */
  readonly place: string
  /** Name of the index. */
  readonly index: string
  /** With which the ids of all of them begin. */
  readonly idPrefix: string
}

/**
 * What happens to the changes that a filter selects, as frozen data. Made by `processor`, `batchProcessor` or
 * one of the ready factories; read by the registry.
 *
 * `sink: 'state'` keeps something equal to the table (an index, a cache): it sees a change whose old *or* new
 * image the filter selects, as a REMOVE when the new one no longer is. `sink: 'events'` wants every change.
 */
export interface Processor extends Opens {
  /** Unique in its registry; ledger and parked objects go by it. */
  readonly name: string
  /** Which changes it is for. */
  readonly filter: Filter
  /** Whether it keeps something equal to the table, or wants every change. */
  readonly sink: 'state' | 'events'
  /** Whether a batch's changes of one item come together: see {@link Coalesce}. */
  readonly coalesce: Coalesce
  /** What is called, for each change or for many. */
  readonly run:
    | { readonly mode: 'each'; readonly handle: Handle<AnyChange> }
    | { readonly mode: 'batch'; readonly handle: HandleBatch<AnyChange> }
  /** Its effect takes place once at most: claimed before, said to be there after, in doubt where nobody knows. */
  readonly strict?: true
  /** It writes to the table itself, so a replay has to have one. */
  readonly writesTable?: true
  /**
   * It ends at the same whatever order an item's changes come in, and however often: so it may keep a state of what
   * comes by Kinesis.
   */
  readonly anyOrder?: true
  /** It can bring its sink to the item as it is now, and so handle a change whose images the stream does not carry. */
  readonly refreshes?: true
  /**
   * The images without which it cannot do its work, besides those that its filter looks at. A record that lacks one
   * is parked; a refresh stands for a new image, unless an old one is needed too.
   */
  readonly needs?: readonly ('old' | 'new')[]
  /**
   * Of a sink that holds state: whether a MODIFY moves what it holds of the item, which is then wanted whatever the
   * filter's words about the event say.
   */
  readonly moves?: (change: AnyChange) => boolean
  /** What nobody else may write to. */
  readonly keeps?: Keeps
  /** Lets `verify` compare the sink with the table. */
  readonly check?: Check
}
