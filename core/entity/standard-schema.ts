/**
 * The part of Standard Schema v1 that Tailrace reads, so that schemas of zod, valibot, arktype and others fit
 * and `core/` needs none of them.
 *
 * @see https://standardschema.dev
 */
export interface StandardSchema<Output = unknown> {
  /** As the specification has it. */
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

/** What a schema says of a value: the value, perhaps transformed, or the issues. */
export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] }

/** One thing a schema found wrong. */
export interface SchemaIssue {
  /** For people. */
  readonly message: string
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined
}
