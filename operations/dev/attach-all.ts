import { newCleanUp } from '../../local-servers/clean-up.ts'
import type { Session } from './session.ts'

/** Looks at a run that is about to start, until it is stopped. */
type Attach = (session: Session) => Promise<{ readonly stop: () => Promise<void> }>

/** Lets all of them look at a run; what has begun to is stopped, the last one first. */
export const attachAll = async (
  session: Session,
  ...attach: readonly (Attach | undefined)[]
): ReturnType<Attach> => {
  const cleanUp = newCleanUp()
  try {
    for (const each of attach) {
      const attached = await each?.(session)
      if (attached !== undefined) cleanUp.later(attached.stop)
    }
  } catch (error) {
    await cleanUp.now()
    throw error
  }
  return { stop: cleanUp.now }
}
