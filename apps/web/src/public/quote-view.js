import { milliseconds, money } from './format.js';

const result = document.querySelector('#result');
const journey = document.querySelector('#journey');
const template = document.querySelector('#line-template');

export function showQuote({ currency, lines, discounts, total }) {
  const price = (cents) => money(cents, currency);
  document.querySelector('#lines').replaceChildren(
    ...lines.map((line) => {
      const saved = line.discount > 0 ? `, less ${price(line.discount)}` : '';
      return rowFor(line.name, `${line.quantity} × ${price(line.unitPrice)}${saved}`, price(line.total));
    }),
  );
  document
    .querySelector('#discounts')
    .replaceChildren(...discounts.map(({ name, amount }) => rowFor(name, '', `−${price(amount)}`)));
  document.querySelector('#total').textContent = price(total);
  result.dataset.state = 'shown';
  result.scrollIntoView({ block: 'nearest' });
  document.querySelector('#announcement').textContent = `Your quote: ${price(total)} in total.`;
}

/** @param ms from the click to the answer, as this browser measured it */
export function showJourney({ call, legs }, ms) {
  const times = { browser: ms, web: legs.webToApi, api: legs.api };
  for (const [leg, time] of Object.entries(times)) {
    journey.querySelector(`[data-leg=${leg}] output`).textContent = milliseconds(time);
  }
  document.querySelector('#caller').textContent = call.caller.email;
  document.querySelector('#audience').textContent = call.audience;
  journey.dataset.state = 'empty'; // So that the way is walked anew.
  void journey.offsetWidth;
  journey.dataset.state = 'shown';
}

/** The quote on show no longer fits what is entered. */
export function markStale() {
  if (result.dataset.state === 'shown') result.dataset.state = 'stale';
}

function rowFor(name, detail, amount) {
  const row = template.content.cloneNode(true);
  row.querySelector('.name').textContent = name;
  row.querySelector('.detail').textContent = detail;
  row.querySelector('td').textContent = amount;
  return row;
}
