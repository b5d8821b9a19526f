/** Collects what has to be undone at the end, whatever happens in between. */
export interface CleanUp {
  readonly later: (undo: () => Promise<void>) => void
  /** Undoes it, last first, all of it even where a part fails. */
  readonly now: () => Promise<void>
}

export const newCleanUp = (): CleanUp => {
  const undos: (() => Promise<void>)[] = []
  return {
    later: undo => {
      undos.push(undo)
    },
    now: async () => {
      for (const undo of undos.reverse()) await undo().catch(() => undefined)
    },
  }
}

/** Stops all of them at once. */
export const stopAll = async (all: readonly { readonly stop: () => Promise<void> }[]): Promise<void> => {
  await Promise.all(all.map(async each => each.stop()))
}
