/** An event that is put on a bus. */
interface PutEvent {
  readonly EventBusName: string
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
}

/** What became of an event. */
interface PutResult {
  readonly EventId?: string | undefined
  readonly ErrorCode?: string | undefined
  readonly ErrorMessage?: string | undefined
}

/** What is asked of buses. */
export interface BusOperations {
  readonly DescribeEventBus: { readonly input: { readonly Name: string }; readonly output: object }
  readonly PutEvents: {
    readonly input: { readonly Entries: readonly PutEvent[] }
    readonly output: { readonly Entries?: readonly PutResult[] | undefined }
  }
}

/**
 * Makes a request of EventBridge: by the SDK's client (`askBusBySdk`), or without it (`askBusDirectly`). Both throw
 * errors with the names and words that the SDK gives them.
 */
export type AskBus = <Name extends keyof BusOperations>(
  name: Name,
  input: BusOperations[Name]['input'],
  signal?: AbortSignal,
) => Promise<BusOperations[Name]['output']>
