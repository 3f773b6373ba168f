// Small comforts of the staff pages. Every page works without this file.

// A form is sent once: the second press of a hurried finger does nothing.
const sent = new WeakSet();
addEventListener('submit', (e) => {
  const form = e.target;
  if (e.defaultPrevented || form.method !== 'post') return;
  if (sent.has(form)) {
    e.preventDefault();
    return;
  }
  sent.add(form);
  form.dataset.daGui = '';
  form.setAttribute('aria-busy', 'true');
  setTimeout(release, 8000, form); // no answer came, or the answer was a file: let it be sent again
});

function release(form) {
  sent.delete(form);
  delete form.dataset.daGui;
  form.removeAttribute('aria-busy');
}

// Coming back with the browser's own button shows the page as it was left: its forms may be sent again.
addEventListener('pageshow', (e) => {
  if (!e.persisted) return;
  for (const form of document.forms) release(form);
});

// <form data-canh-bao>: the browser asks before words that were typed are lost.
const dirty = new Set();
addEventListener('input', (e) => {
  const form = e.target.form;
  if (form && 'canhBao' in form.dataset) dirty.add(form);
});
addEventListener('beforeunload', (e) => {
  for (const form of dirty) {
    if (form.isConnected && !('daGui' in form.dataset)) {
      e.preventDefault();
      return;
    }
  }
});

// <form data-het="30">: what can be taken back for so many seconds is offered no longer than that.
for (const form of document.querySelectorAll('form[data-het]')) {
  setTimeout(() => form.remove(), form.dataset.het * 1000);
}

// A menu closes when one presses Escape or elsewhere.
addEventListener('click', (e) => {
  for (const menu of document.querySelectorAll('details.pop[open]')) {
    if (!menu.contains(e.target)) menu.open = false;
  }
});
addEventListener('keydown', (e) => {
  if (e.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details.pop[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});
