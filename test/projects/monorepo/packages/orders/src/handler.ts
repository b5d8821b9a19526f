import { describeTool, shared } from '@acme/shared'
import { price } from '@acme/shared/price'
import tool from 'tool'
import { own } from '#own'

export default {
  handler: async () => ({ shared, price: price(2), own, tool: tool.version, otherTool: describeTool() }),
}
