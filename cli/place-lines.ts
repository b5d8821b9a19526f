/** Where the parts of a run are. */
export interface RunPlaces {
  /** Of the tables. */
  readonly endpoint: string
  readonly tables: readonly string[]
  readonly runFolder: string
  readonly sinks: Readonly<Record<string, string>>
  /** File of variables for programs of the user's own. */
  readonly envFile: string
}

const sinksOf = ({ sinks, runFolder }: RunPlaces): string =>
  Object.entries(sinks)
    .filter(([name]) => name.endsWith('_URL'))
    .map(
      ([name, url]) => `${name.slice(0, -'_URL'.length).toLowerCase()} ${url.replace(`${runFolder}/`, '')}`,
    )
    .join(', ')

/** Says where everything of a run is, ready to be pasted. */
export const placeLines = (places: RunPlaces): readonly string[] => [
  `tables   ${places.endpoint}  ${places.tables.join(', ')}`,
  `         your programs: set -a; . ${places.envFile}; set +a`,
  `sinks    ${sinksOf(places)}`,
  `files    ${places.runFolder}  (functions.log has what functions print)`,
]
