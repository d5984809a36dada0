const formatOf = (currency: string) => new Intl.NumberFormat(undefined, { style: 'currency', currency })

/** How many digits the currency has after the point: none for JPY, three for KWD. */
const digitsOf = (currency: string) => formatOf(currency).resolvedOptions().maximumFractionDigits ?? 2

const MOST_MINOR = 10 ** 12

/** What somebody typed, in the smallest unit of the currency; nothing where it is no price. */
export function minorOf(typed: string, currency: string): number | undefined {
  const digits = digitsOf(currency)
  const [, whole, rest = ''] = /^(\d{1,13})(?:[.,](\d+))?$/.exec(typed.trim()) ?? []
  if (!whole || rest.length > digits) return undefined
  const minor = Number(whole + rest.padEnd(digits, '0'))
  return minor <= MOST_MINOR ? minor : undefined
}

/** `4550` of a currency with two digits is `45.50`, as somebody types it. */
export function typedPrice(minor: number, currency: string): string {
  const digits = digitsOf(currency)
  return (minor / 10 ** digits).toFixed(digits)
}

/** `€45.50`, as the currency is written where this browser is. */
export function priceInWords(minor: number, currency: string): string {
  return formatOf(currency).format(minor / 10 ** digitsOf(currency))
}

export const currencies = () => Intl.supportedValuesOf('currency')
