const NONE = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '));
const THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));
const FOUR = new Set(['CLF', 'UYW']);

/**
 * How many digits the minor unit of a currency has (ISO 4217, list one). `Intl` is no source for it: it gives what people
 * write (CLDR), which is none for forints that are counted in hundredths.
 */
export function minorDigits(currency: string): number {
  if (NONE.has(currency)) return 0;
  if (THREE.has(currency)) return 3;
  return FOUR.has(currency) ? 4 : 2;
}
