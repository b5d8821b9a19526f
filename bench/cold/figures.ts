/** What one function takes from import to its first effect, and the same on typical packages. */
export interface ColdRow {
  readonly name: string
  /** Over the faster format of the other, by the clock on the wall. */
  readonly ratio: number
  /** The same in time of the processor. */
  readonly cpuRatio: number
  readonly oursMs: number
  readonly esmMs: number
  readonly cjsMs: number
  /** What importing the other takes of the processor, in its faster format. */
  readonly typicalLoadCpuMs: number
  /** Ours, and the other as an ES module and in CommonJS. */
  readonly cpuMs: readonly number[]
}

interface Imported {
  readonly empty: number
  readonly own: number
}

/** What `bench/cold.ts` prints. */
export interface ColdFigures {
  readonly importMs: Imported
  readonly cpuMs: Imported
  readonly rows: readonly ColdRow[]
}
