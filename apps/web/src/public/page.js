import { ask, Refusal } from './ask.js';
import { clearFaults, enteredItems, showFaults, showProducts } from './order-form.js';
import { markStale, showJourney, showQuote } from './quote-view.js';

const form = document.querySelector('#quote-form');
const problem = document.querySelector('#problem');
const retry = document.querySelector('#retry');
const submit = document.querySelector('#submit');

let asking = false;

async function loadProducts() {
  hideProblem();
  try {
    const { data } = await ask('/api/products');
    showProducts(data.products);
    submit.disabled = false;
  } catch (error) {
    showProblem(error, { canRetry: true });
  }
}

async function getQuote() {
  if (asking) return;
  const items = enteredItems();
  hideProblem();
  clearFaults();
  if (items.length === 0) {
    showProblem(new Refusal('Enter a quantity for at least one product.'));
    form.querySelector('input')?.focus();
    return;
  }
  setAsking(true);
  try {
    const { data, ms } = await ask('/api/quotes', { items });
    showQuote(data);
    showJourney(data, ms);
  } catch (error) {
    markStale();
    explain(error, items);
  } finally {
    setAsking(false);
  }
}

/** Faults of a quantity stand at the quantity; what is left is said above the button. */
function explain(error, items) {
  const faults = error instanceof Refusal ? error.faults : [];
  const others = showFaults(faults, items);
  if (faults.length === 0 || others.length > 0) showProblem(error);
  else showProblem(new Refusal('Please look at the marked quantities.'));
}

function showProblem(error, { canRetry = false } = {}) {
  const sentence =
    error instanceof Refusal ? error.message : 'Something went wrong on this page. Please reload it.';
  problem.querySelector('#problem-text').textContent = sentence;
  retry.hidden = !canRetry;
  problem.hidden = false;
}

function hideProblem() {
  problem.hidden = true;
}

/** The button keeps its focus while it waits, so it is not disabled but ignored. */
function setAsking(now) {
  asking = now;
  form.setAttribute('aria-busy', String(now));
  submit.setAttribute('aria-disabled', String(now));
  submit.querySelector('#submit-text').textContent = now ? 'Asking for the price …' : 'Get a quote';
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void getQuote();
});
form.addEventListener('input', markStale);
retry.addEventListener('click', () => void loadProducts());
void loadProducts();
