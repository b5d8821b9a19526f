import type { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'

/** The library's signer, loaded on demand: `default` is there under every bundler, its name is not. */
export const sigV4Signer = async (options: Parameters<typeof AwsSigv4Signer>[0]): Promise<object> => {
  const { default: library } = await import('@opensearch-project/opensearch/aws-v3')
  return library.AwsSigv4Signer(options)
}
