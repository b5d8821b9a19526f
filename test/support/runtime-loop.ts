/** A runtime client of a few lines: asks for events, calls the handler, and answers, as those of any language do. */
export const runtimeLoop = (handler: string, before = ''): string => `
const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/'
const post = async (path, value) => fetch(api + path, { method: 'POST', body: JSON.stringify(value) ?? '' })
${before}
const handler = ${handler}
for (;;) {
  const given = await fetch(api + 'invocation/next')
  const headers = Object.fromEntries(given.headers)
  const id = headers['lambda-runtime-aws-request-id']
  try {
    const answer = await post('invocation/' + id + '/response', await handler(await given.json(), headers))
    if (answer.status !== 202) process.stdout.write(answer.status + ' ' + await answer.text())
  } catch (error) {
    await post('invocation/' + id + '/error', { errorType: error.name, errorMessage: error.message, stackTrace: [] })
  }
}
`
