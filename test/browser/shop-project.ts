import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'

const rooms = ['core', 'processors', 'adapters', 'store', 'model', 'engine', 'operations', 'local-servers']
const others = ['functions', 'infra', 'package.json', 'tsconfig.json', 'serverless.yml']

/** A copy of the shop that may be broken, without the input that it writes by itself. */
export const copyShop = (folder: string): void => {
  mkdirSync(folder, { recursive: true })
  for (const name of [...rooms, ...others]) cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'serverless.yml')
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/^ +input: model.*\n/m, ''))
}

/** Writes the projections' file of the copy anew, from the shop's own. */
export const writeProjections = (folder: string, change: (code: string) => string = code => code): void => {
  writeFileSync(
    join(folder, 'functions/projections.ts'),
    change(readFileSync('functions/projections.ts', 'utf8')),
  )
}

const exported = 'export const handler = await ready(streamHandler('

/** The handler kills the invocation of one product, whatever is with it. */
export const throwingFor =
  (productId: string) =>
  (code: string): string => {
    if (!code.includes(exported)) throw new Error(`the shop's projections have no ${exported}`)
    return code.replace(
      exported,
      `export const handler = async (event: any, context: any) => {
  for (const { dynamodb } of event.Records)
    if (dynamodb.Keys.PK.S === 'PRODUCT#${productId}') throw new TypeError('no shelf for ${productId}')
  return own(event, context)
}
const own = await ready(streamHandler(`,
    )
  }

/** A product as the shop's own code puts it into its table. */
export const productItem = (productId: string): Record<string, AttributeValue> => ({
  PK: { S: `PRODUCT#${productId}` },
  SK: { S: `PRODUCT#${productId}` },
  GSI1PK: { S: 'PRODUCT#CATEGORY#tea' },
  GSI1SK: { S: `PRODUCT#${productId}` },
  type: { S: 'PRODUCT' },
  productId: { S: productId },
  title: { S: productId },
  category: { S: 'tea' },
  price: { N: '18.5' },
  quantity: { N: '10' },
  createdAt: { S: '2026-01-01T00:00:00.000Z' },
  updatedAt: { S: '2026-01-01T00:00:00.000Z' },
  version: { N: '1' },
})
