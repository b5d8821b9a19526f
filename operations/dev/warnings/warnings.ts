import type { WarningCode } from './warning-texts.ts'
import { warningTexts } from './warning-texts.ts'

/** Told when something is seen for the first time that works here and costs days where it is deployed. */
export interface Warned {
  readonly event: 'Warned'
  readonly code: WarningCode
  readonly functionName: string
  readonly message: string
  readonly remedy: string
  /** More of what was seen, such as the hosts of requests. */
  readonly detail?: string
}

/** How often it was seen in the whole run. */
export interface WarningCount {
  readonly code: WarningCode
  readonly function: string
  /** Invocations, or records where only these can be counted. */
  readonly times: number
  /** Changes that were lost by it. */
  readonly changes: number
}

/** What was seen once more. */
export interface Sighting {
  readonly code: WarningCode
  /** Changes that are lost by it. */
  readonly changes?: number
  readonly detail?: string
}

/** Warnings of a run. */
export interface Warnings {
  readonly see: (functionName: string, sighting: Sighting) => void
  readonly counts: () => readonly WarningCount[]
}

/** Tells each warning once for a function, and counts how often it was seen. */
export const newWarnings = (tell: (event: Warned) => void): Warnings => {
  const counts = new Map<string, WarningCount>()
  return {
    see: (functionName, { code, changes = 0, detail }) => {
      const place = `${functionName} ${code}`
      const before = counts.get(place)
      const times = (before?.times ?? 0) + 1
      counts.set(place, { code, function: functionName, times, changes: (before?.changes ?? 0) + changes })
      if (before !== undefined) return
      const { message, remedy } = warningTexts[code]
      const told = { event: 'Warned', code, functionName, message: message(changes), remedy } as const
      tell({ ...told, ...(detail !== undefined && { detail }) })
    },
    counts: () => [...counts.values()],
  }
}
