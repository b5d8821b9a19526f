import type { RebuildEvent } from './rebuild-event.ts'
import type { RebuildOptions } from './rebuild-run.ts'

/** Says what a rebuild would do, and does none of it. */
export const planRebuild = async ({
  alias,
  admin,
  subjects,
  lateness,
  clock,
  signal,
  tell,
}: Pick<
  RebuildOptions,
  'alias' | 'admin' | 'subjects' | 'lateness' | 'clock' | 'signal' | 'tell'
>): Promise<void> => {
  const { live, next, isIndex } = await admin.describeAlias(alias)
  const late = await lateness(clock.now(), signal)
  const check = subjects[0]?.processors[0]?.check
  const filling = check?.kind === 'state' ? await check.filledIndex?.(signal) : undefined
  const tables = new Map(subjects.flatMap(each => each.tables).map(each => [each.tableName, each]))
  const event: RebuildEvent = {
    event: 'RebuildPlan',
    alias,
    live,
    index: next,
    isIndex,
    ...(filling !== undefined && { filling }),
    items: [...tables.values()].reduce((sum, { itemCount = 0 }) => sum + itemCount, 0),
    ...(late !== undefined && { lateMs: late.nowMs }),
  }
  tell(event)
}
