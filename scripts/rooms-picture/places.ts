/** Where a room stands in the picture, and what it says. */
export interface RoomPlace {
  /** Middle of its box, in pixels. */
  readonly x: number
  /** Counted from the top. */
  readonly row: number
  readonly width: number
  readonly words: string
}

/** Chosen by hand, so that every import points down and none runs through a room. */
export const places: Readonly<Record<string, RoomPlace>> = {
  cli: { x: 335, row: 0, width: 170, words: 'commands, thin' },
  testing: { x: 785, row: 0, width: 190, words: "for people's own tests" },
  functions: { x: 565, row: 0, width: 190, words: 'one file per Lambda: wiring' },
  operations: { x: 140, row: 1, width: 210, words: 'what the commands do' },
  adapters: { x: 105, row: 2, width: 190, words: 'ports made real; all SDKs' },
  model: { x: 790, row: 2, width: 170, words: 'the example: a shop' },
  'local-servers': { x: 830, row: 3, width: 180, words: 'started on this machine' },
  engine: { x: 355, row: 3, width: 190, words: 'local event source mapping' },
  processors: { x: 595, row: 3, width: 190, words: 'what a change does; ports' },
  store: { x: 150, row: 3, width: 170, words: 'a single table' },
  core: {
    x: 470,
    row: 4,
    width: 900,
    words:
      'change, filter, registry, dispatch, ledger, parking, errors, exact numbers: no I/O, no dependency',
  },
}

/** Folders that are no rooms of the picture: what spans rooms, and data. */
export const aside: ReadonlySet<string> = new Set([
  'bench',
  'bin',
  'docs',
  'examples',
  'infra',
  'scripts',
  'test',
])
