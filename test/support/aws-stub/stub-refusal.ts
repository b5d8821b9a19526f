/** What a service refuses by itself. */
export class StubRefusal extends Error {
  readonly status: number
  constructor(type: string, message: string, status = 400) {
    super(message)
    this.name = type
    this.status = status
  }
}
