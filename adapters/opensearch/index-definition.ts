/** An index to be made. */
export interface IndexDefinition {
  /** The name that the pipeline writes to and readers read from. */
  readonly alias: string
  /** `properties` of the mappings, in OpenSearch's own words. */
  readonly properties?: Readonly<Record<string, object>>
  /**
   * What happens to a field that `properties` does not name: `strict` refuses the document, which is then parked;
   * `true` maps it by its first value; `false` keeps it unsearchable. @defaultValue true
   */
  readonly dynamic?: 'strict' | boolean
  /**
   * How long a deleted document's version is remembered, as OpenSearch writes times. It has to outlast a function's
   * retries, or a late write brings a deleted document back. @defaultValue '1h'
   */
  readonly gcDeletes?: string
  /** More settings, in OpenSearch's own words. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** An index that was made. */
export interface CreatedIndex {
  /** Its name. */
  readonly index: string
  /** The alias points to it already, because it pointed nowhere before. */
  readonly isLive: boolean
}

/** What an alias leads to. */
export interface AliasDescription {
  /** It is an index by itself, so it cannot be switched. */
  readonly isIndex: boolean
  /** The indexes that it points to. */
  readonly live: readonly string[]
  /** Indexes `ALIAS-NNN`, by age, and what points to them. */
  readonly numbered: readonly { readonly index: string; readonly aliases: readonly string[] }[]
  /** The next free name. */
  readonly next: string
  /** How long the live index remembers deletions, where it says so. */
  readonly gcDeletes?: string
}

/** Mappings and settings in OpenSearch's own words. */
export interface NewMapping {
  /** As `mappings` of the request that creates an index. */
  readonly mappings?: Readonly<Record<string, unknown>>
  /** As its `settings`. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** An index for a run. */
export interface RunIndexRequest {
  /** Of the live index. */
  readonly alias: string
  /** Name of the one to make. */
  readonly index: string
  /** Id of the run that fills it. */
  readonly run: string
  /** What is not given is taken over from the live index. */
  readonly given?: NewMapping
}

/** Makes indexes behind aliases. */
export interface IndexAdmin {
  /** Creates `ALIAS-NNN` with the next number; the first one gets the alias in the same step. */
  readonly createIndex: (definition: IndexDefinition) => Promise<CreatedIndex>
  /** Points the alias to this index alone, in one step; readers and writers see the old one or the new one. */
  readonly switchAlias: (alias: string, index: string) => Promise<'applied' | 'unchanged'>
  /** What stands behind an alias, and the numbered indexes that there are. */
  readonly describeAlias: (alias: string) => Promise<AliasDescription>
  /**
   * Creates an index for a run that is to fill it, with the mappings and settings of the live one where none are given,
   * and deletions remembered for a week. No alias points to it yet.
   */
  readonly createForRun: (request: RunIndexRequest) => Promise<'created' | 'there'>
  /** The run that an index was created for; `undefined` where there is no such index, `''` where it was for none. */
  readonly runOf: (index: string) => Promise<string | undefined>
  /** Lets deletions be forgotten as they were before the run: as in the live index, or after an hour. */
  readonly endRun: (index: string, gcDeletes: string | undefined) => Promise<void>
  /** Deletes an index with its documents; what is not there is no error. */
  readonly dropIndex: (index: string) => Promise<'applied' | 'unchanged'>
  /**
   * Forgets which account, region and streams write to an index, so that the next one to write takes it over. Stop the
   * other writer first, and `verify` afterwards.
   */
  readonly forgetWriter: (alias: string) => Promise<'applied' | 'unchanged'>
  /** Lets go of its connections. */
  readonly close: () => Promise<void>
}
