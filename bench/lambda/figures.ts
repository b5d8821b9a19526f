/** One function with one size of memory and one size of batch, in milliseconds by the clock on the wall. */
export interface LambdaFigures {
  readonly name: string
  readonly memoryMb: number
  readonly records: number
  /** From the start of the process until it asks for its first event. */
  readonly initMs: number
  readonly firstMs: number
  readonly warmMs: number
  /** The most that was resident, the first and the warm events included. */
  readonly peakMb: number
  /** Why there are no figures: the process was ended, or left records undone. */
  readonly ended?: string
}

/** What `bench/lambda.ts` keeps. */
export interface LambdaView {
  /** How memory and processor were limited. */
  readonly limitedBy: string
  /** Of each function and size. */
  readonly processes: number
  readonly prices: { readonly source: string; readonly gbSecond: string; readonly request: string }
  readonly rows: readonly LambdaFigures[]
}

/** Where they are kept. */
export const lambdaFile = 'bench/lambda/measured.json'

/** What a million changes cost in warm invocations of this kind, in the currency of the prices. */
export const costOfMillion = (
  { warmMs, memoryMb, records }: LambdaFigures,
  { gbSecond, request }: LambdaView['prices'],
): number => {
  // Billed are whole milliseconds.
  const gbSeconds = (Math.ceil(warmMs) / 1000) * (memoryMb / 1024)
  return ((gbSeconds * Number(gbSecond) + Number(request)) / records) * 1_000_000
}
