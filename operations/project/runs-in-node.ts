/** How a function is started, as far as its deploy file or the configuration says. */
export interface FunctionCode {
  /** In Lambda's words: `nodejs24.x`, `python3.13`, `provided.al2023`. */
  readonly runtime?: string | undefined
  /** The handler, as the deploy file has it. */
  readonly handler?: string | undefined
  /** Absolute path of the folder that is deployed. */
  readonly codeFolder?: string | undefined
  /** Starts a process that speaks Lambda's runtime API, in the place of what the runtime would be started with. */
  readonly command?: readonly string[] | undefined
}

/** Whether a function's module is loaded here; any other runs in a process of its own. */
export const runsInNode = ({ runtime, command }: FunctionCode): boolean =>
  command === undefined && (runtime === undefined || runtime.startsWith('nodejs'))
