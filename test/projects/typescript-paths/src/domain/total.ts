import type { Order } from './order'

export const total = ({ lines }: Order): number => lines.reduce((sum, line) => sum + line, 0)
