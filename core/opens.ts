/** Something that is opened by itself at first use, and can be opened before. */
export interface Opens {
  /**
   * Loads what is needed and connects. Rejects where that fails; the next use then begins anew. After `signal` aborts
   * nobody waits any more.
   */
  readonly open?: ((signal?: AbortSignal) => Promise<void>) | undefined
}

/** Opens all of them side by side. Rejects with the first failure, after all have ended. */
export const openAll = async (all: readonly Opens[], signal?: AbortSignal): Promise<void> => {
  const results = await Promise.allSettled(all.map(async ({ open }) => open?.(signal)))
  const failed = results.find(result => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** The way to open something before its use, for what is made of it. */
export const opening = ({ open }: Opens): Opens => (open === undefined ? {} : { open })
