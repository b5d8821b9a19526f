/** What an action of a service takes and gives, in the SDK's forms. */
export interface AskedAction<Input, Output> {
  readonly input: Input
  readonly output: Output
}

/**
 * Makes a request of a service: by the SDK's client (`askedBySdk`), or without it (`sendDirectly`). Both throw errors
 * with the names, words and members that the SDK gives them.
 */
export type AskService<Actions extends Readonly<Record<keyof Actions, AskedAction<object, object>>>> = <
  Name extends keyof Actions,
>(
  name: Name,
  input: Actions[Name]['input'],
  signal?: AbortSignal,
) => Promise<Actions[Name]['output']>

/** How the SDK's client is asked for each action; a part of the client, so that a mocked one is one too. */
export type BySdk<Actions extends Readonly<Record<keyof Actions, AskedAction<object, object>>>, Client> = {
  readonly [Name in keyof Actions]: (
    client: Client,
    input: Actions[Name]['input'],
    options: { readonly abortSignal?: AbortSignal },
  ) => Promise<Actions[Name]['output']>
}

/** Asks a service by the SDK's client, which knows every kind of credentials and endpoint. */
export const askedBySdk =
  <Actions extends Readonly<Record<keyof Actions, AskedAction<object, object>>>, Client>(
    client: Client,
    send: BySdk<Actions, Client>,
  ): AskService<Actions> =>
  async (name, input, abortSignal) =>
    send[name](client, input, abortSignal === undefined ? {} : { abortSignal })
