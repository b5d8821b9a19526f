interface StreamEvent {
  readonly Records: readonly { readonly eventName?: string; readonly dynamodb?: { readonly Keys?: object } }[]
}

export const handler = async ({ Records }: StreamEvent): Promise<void> => {
  for (const { eventName, dynamodb } of Records) console.log(eventName, JSON.stringify(dynamodb?.Keys))
  return Promise.resolve()
}
