/** An answer to a request that is not carried out. */
export interface Refusal {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const code = 'RefusedByTailraceDev'

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const json = (message: string): Refusal => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
  body: JSON.stringify({ __type: code, code, message, Message: message }),
})

const xml = (body: string): Refusal => ({ status: 400, headers: { 'content-type': 'text/xml' }, body })

/**
 * A refusal in the form in which the SDK of a service reads an error. 400 is none that SDKs try again.
 * @see https://smithy.io/2.0/aws/protocols/index.html
 */
export const refusalFor = (service: string, contentType: string, message: string): Refusal => {
  const parts = `<Code>${code}</Code><Message>${escaped(message)}</Message>`
  if (contentType.startsWith('application/x-www-form-urlencoded'))
    return xml(`<ErrorResponse><Error><Type>Sender</Type>${parts}</Error></ErrorResponse>`)
  return service === 's3' || service === 's3express' ? xml(`<Error>${parts}</Error>`) : json(message)
}
