/** A module of the user's, made loadable. */
export interface BuiltModule {
  /** What is to be loaded in the place of `file`; another name whenever the code is another. */
  readonly path: string
  /** All files that it was made of, as absolute paths; nothing where Node loads the source itself. */
  readonly inputs: ReadonlySet<string> | undefined
  /** What it exports; nothing where only loading it tells. */
  readonly exportNames: ReadonlySet<string> | undefined
  /** Whether a name stands anywhere in its code; true as well where its exports come from elsewhere. */
  readonly mentions: (name: string) => boolean
}
