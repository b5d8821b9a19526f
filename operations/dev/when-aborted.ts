/** Resolves when the signal aborts. */
export const whenAborted = async (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const end = (): void => {
      resolve()
    }
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
