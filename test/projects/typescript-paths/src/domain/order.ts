export interface Order {
  readonly lines: readonly number[]
}
