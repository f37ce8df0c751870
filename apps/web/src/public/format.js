const oneDigit = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** Cents, as people read them. */
export function money(cents, currency = 'EUR') {
  return new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(cents / 100);
}

export function milliseconds(ms) {
  return `${ms < 100 ? oneDigit.format(ms) : Math.round(ms)} ms`;
}
