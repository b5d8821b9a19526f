import { anyJson } from './any-json.ts'
import { printable } from './printable.ts'

/** What stands beside a message. */
type LogDetail = Readonly<Record<string, unknown>>

/** Structured logging, with one detail or none; Powertools' Logger fits as it is. */
export interface Logger {
  /** What is worth knowing and asks for nothing. */
  readonly info: (message: string, ...detail: LogDetail[]) => void
  /** What the pipeline copes with by itself, for now. */
  readonly warn: (message: string, ...detail: LogDetail[]) => void
  /** What somebody has to look at. */
  readonly error: (message: string, ...detail: LogDetail[]) => void
}

const write =
  (level: 'INFO' | 'WARN' | 'ERROR') =>
  (message: string, detail?: Readonly<Record<string, unknown>>): void => {
    // JSON leaves line ends of Unicode and commands of terminals as they are.
    process.stderr.write(`${printable(anyJson({ level, message, ...detail }))}\n`)
  }

/** One JSON line on stderr per message, which is what CloudWatch Logs wants, whatever the detail holds. */
export const jsonLogger: Logger = Object.freeze({
  info: write('INFO'),
  warn: write('WARN'),
  error: write('ERROR'),
})

const nothing = (): void => undefined

/** Says nothing. */
export const silentLogger: Logger = Object.freeze({ info: nothing, warn: nothing, error: nothing })
