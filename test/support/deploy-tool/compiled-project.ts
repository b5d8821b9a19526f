/** What the deploy tool makes of a project. */
export interface CompiledProject {
  readonly folder: string
  /** Of the template. */
  readonly resources: Readonly<Record<string, unknown>> | undefined
  /** Why it makes nothing of it. */
  readonly refusal: string | undefined
}
