import type { DispatchOptions } from '../../core/dispatch/options.ts'

/** A line as the logger was given it. */
export interface NotedLine {
  readonly level: string
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>>
}

/** A logger, and the lines that it was given. */
export const notedLog = (): { readonly logger: DispatchOptions['logger']; readonly lines: NotedLine[] } => {
  const lines: NotedLine[] = []
  const at =
    (level: string) =>
    (message: string, detail: NotedLine['detail'] = {}): void =>
      void lines.push({ level, message, detail })
  return { logger: { info: at('info'), warn: at('warn'), error: at('error') }, lines }
}
