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
  cli: { x: 220, row: 0, width: 170, words: 'commands, thin' },
  testing: { x: 570, row: 0, width: 190, words: "for people's own tests" },
  functions: { x: 110, row: 1, width: 190, words: 'one file per Lambda: wiring' },
  inspector: { x: 315, row: 1, width: 180, words: 'the page of a run' },
  operations: { x: 825, row: 2, width: 210, words: 'what the commands do' },
  adapters: { x: 160, row: 3, width: 190, words: 'ports made real; all SDKs' },
  model: { x: 555, row: 2, width: 170, words: 'the example: a shop' },
  'local-servers': { x: 550, row: 4, width: 180, words: 'started on this machine' },
  engine: { x: 345, row: 4, width: 190, words: 'local event source mapping' },
  processors: { x: 790, row: 4, width: 190, words: 'what a change does; ports' },
  store: { x: 145, row: 4, width: 170, words: 'a single table' },
  core: {
    x: 470,
    row: 5,
    width: 900,
    words:
      'change, filter, registry, dispatch, ledger, parking, errors, exact numbers: no I/O, no dependency',
  },
}

/** Folders that are no rooms of the picture: what spans rooms, and data. */
export const aside: ReadonlySet<string> = new Set([
  'bench',
  'bin',
  'create-tailrace',
  'docs',
  'examples',
  'infra',
  'scripts',
  'test',
])
