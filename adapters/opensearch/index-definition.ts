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
  readonly index: string
  /** The alias points to it already, because it pointed nowhere before. */
  readonly isLive: boolean
}

/** Makes indexes behind aliases. */
export interface IndexAdmin {
  /** Creates `ALIAS-NNN` with the next number; the first one gets the alias in the same step. */
  readonly createIndex: (definition: IndexDefinition) => Promise<CreatedIndex>
  /** Points the alias to this index alone, in one step; readers and writers see the old one or the new one. */
  readonly switchAlias: (alias: string, index: string) => Promise<'applied' | 'unchanged'>
  /**
   * Forgets which account, region and streams write to an index, so that the next one to write takes it over. Stop the
   * other writer first, and `verify` afterwards.
   */
  readonly forgetWriter: (alias: string) => Promise<'applied' | 'unchanged'>
  readonly close: () => Promise<void>
}
