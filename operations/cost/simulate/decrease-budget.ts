const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** How often capacity may be lowered on one day, UTC. */
export interface DecreaseBudget {
  /** Takes a decrease, or refuses it. */
  readonly take: (atMs: number) => boolean
}

/**
 * DynamoDB's limit for a table or an index, reads and writes together: up to four decreases within the first hour in
 * which there is one, then one more whenever the hour before had none; 27 a day at most.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
 */
export const newDecreaseBudget = (): DecreaseBudget => {
  let today: number[] = []
  let day = NaN
  return {
    take: atMs => {
      const on = Math.floor(atMs / dayMs)
      if (on !== day) [today, day] = [[], on]
      const [first = atMs] = today
      const last = today.at(-1) ?? -Infinity
      const inFirstHour = today.length < 4 && atMs - first < hourMs
      if (!inFirstHour && atMs - last < hourMs) return false
      today.push(atMs)
      return true
    },
  }
}
