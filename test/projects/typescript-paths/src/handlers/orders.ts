import { total } from '~/domain/total'
import { currency } from 'domain/currency.js'
import { lib } from '@lib'
import type { Order } from '~/domain/order'

const order: Order = { lines: [2, 3] }

export const handler = async (): Promise<object> => ({ total: total(order), currency, lib })
