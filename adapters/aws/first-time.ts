/** Makes something when it is first asked for, and gives the same from then on. */
export const firstTime = <T extends object>(make: () => T): (() => T) => {
  let made: T | undefined
  return () => (made ??= make())
}
