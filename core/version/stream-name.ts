/** What the ARN of a stream says. */
export interface StreamName {
  readonly region: string
  readonly account: string
  readonly table: string
  /** When the stream was made: its label, which is a time in UTC although it ends without a Z. */
  readonly createdAtMs: number
}

const shape = /^arn:[^:]+:dynamodb:([^:]+):([^:]+):table\/([^/]+)\/stream\/([^/]+)$/
const label = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?$/

const hourMs = 3_600_000
/** Hours since 1970 have 20 bits in a version. */
const hours = 2 ** 20

/** As dynoxide labels its streams. */
const epochSeconds = /^\d{9,10}\.\d+$/

const timeOf = (text: string): number | undefined => {
  if (epochSeconds.test(text)) return Math.floor(Number(text) * 1_000)
  if (!label.test(text)) return undefined
  const atMs = Date.parse(text.endsWith('Z') ? text : `${text}Z`)
  // A day that the month does not have is moved into the next one, so it is asked back.
  const isReal = Number.isFinite(atMs) && new Date(atMs).toISOString().slice(0, 19) === text.slice(0, 19)
  return isReal && atMs >= 0 && atMs < hours * hourMs ? atMs : undefined
}

/**
 * Reads the ARN of a table's stream; `undefined` when it is none, or when its label is no time.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamDescription.html
 */
export const streamNameOf = (streamArn: string): StreamName | undefined => {
  const [, region, account, table, time] = shape.exec(streamArn) ?? []
  const createdAtMs = time === undefined ? undefined : timeOf(time)
  if (region === undefined || account === undefined || table === undefined || createdAtMs === undefined)
    return undefined
  return { region, account, table, createdAtMs }
}

/** Whether a text is the ARN of a table's stream, whatever its label. */
export const isNameOfStream = (text: string): boolean => shape.test(text)

/** The hour since 1970 in which a stream was made. */
export const hourOf = ({ createdAtMs }: StreamName): number => Math.floor(createdAtMs / hourMs)
