import { money } from './format.js';

const list = document.querySelector('#products');
const template = document.querySelector('#product-template');

export function showProducts(products) {
  list.replaceChildren(...products.map(rowFor));
  list.removeAttribute('aria-busy');
}

/** What was entered, as api wants it. What is no number goes along as null, for api to refuse. */
export function enteredItems() {
  return inputs()
    .filter((input) => input.validity.badInput || (input.value !== '' && Number(input.value) !== 0))
    .map((input) => ({
      product: input.name,
      quantity: input.validity.badInput ? null : Number(input.value),
    }));
}

/** Shows the faults that belong to a row, gives focus to the first, and returns the others. */
export function showFaults(faults, items) {
  const others = [];
  const marked = [];
  for (const { field, message } of faults) {
    const [, index, part] = /^items\.(\d+)\.(quantity|product)$/.exec(field) ?? [];
    const input = inputs().find(({ name }) => name === items[index]?.product);
    if (input === undefined) {
      others.push({ field, message });
      continue;
    }
    mark(
      input,
      part === 'quantity' ? `The quantity ${message}.` : 'This product cannot be ordered any more.',
    );
    marked.push(input);
  }
  marked[0]?.focus();
  return others;
}

export function clearFaults() {
  for (const input of inputs()) unmark(input);
}

function rowFor({ id, name, unitPrice }) {
  const row = template.content.cloneNode(true);
  const input = row.querySelector('input');
  const fault = row.querySelector('.fault');
  input.id = `quantity-${id}`;
  input.name = id;
  fault.id = `fault-${id}`;
  row.querySelector('label').htmlFor = input.id;
  row.querySelector('.name').textContent = name;
  row.querySelector('.price').textContent = `${money(unitPrice)} each`;
  input.addEventListener('input', () => unmark(input));
  for (const button of row.querySelectorAll('[data-step]')) {
    button.addEventListener('click', () => step(input, Number(button.dataset.step)));
  }
  return row;
}

function step(input, by) {
  const quantity = Math.max(0, Math.trunc(Number(input.value)) + by);
  input.value = quantity === 0 ? '' : String(quantity);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

function mark(input, sentence) {
  const fault = document.getElementById(`fault-${input.name}`);
  fault.textContent = sentence;
  fault.hidden = false;
  input.setAttribute('aria-invalid', 'true');
  input.setAttribute('aria-describedby', fault.id);
}

function unmark(input) {
  document.getElementById(`fault-${input.name}`).hidden = true;
  input.removeAttribute('aria-invalid');
  input.removeAttribute('aria-describedby');
}

function inputs() {
  return [...list.querySelectorAll('input')];
}
