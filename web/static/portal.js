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

// newKey is a key for what is sent without a form of its own: however often it has to be sent, it counts once.
function newKey() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const h = [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
  return [h.slice(0, 8), h.slice(8, 12), h.slice(12, 16), h.slice(16, 20), h.slice(20)].join('-');
}

// Who signs out takes along what was kept on the device.
addEventListener('submit', (e) => {
  if (e.target.getAttribute('action') !== '/dang-xuat') return;
  for (const name of Object.keys(localStorage)) if (name.startsWith('nhap:')) localStorage.removeItem(name);
});

// <form data-het="30">: what can be taken back for so many seconds is offered no longer than that.
for (const form of document.querySelectorAll('form[data-het]')) {
  setTimeout(() => form.remove(), form.dataset.het * 1000);
}

// <button data-chon="ma">: ticks every box of that name, or none once all are ticked.
for (const button of document.querySelectorAll('[data-chon]')) {
  button.hidden = false;
  button.addEventListener('click', () => {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][name="${button.dataset.chon}"]`)];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    button.textContent = all ? 'Chọn tất cả' : 'Bỏ chọn';
  });
}

// [data-phim=j]: a letter follows the link, or leads to the button or box; it presses nothing by itself.
// Shortcuts can be turned off on the device, and are silent while one types.
const shortcuts = document.querySelector('[data-phim-tat]');
if (shortcuts) {
  const off = 'phim-tat-tat';
  const box = shortcuts.querySelector('[data-phim-bat]');
  shortcuts.hidden = false;
  box.checked = !localStorage.getItem(off);
  box.addEventListener('change', () => (box.checked ? localStorage.removeItem(off) : localStorage.setItem(off, '1')));
  addEventListener('keydown', (e) => {
    if (!box.checked || e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.target.closest('input:not([type=checkbox]), textarea, select')) return;
    const target = /^[a-z]$/.test(e.key) && document.querySelector(`[data-phim=${e.key}]`);
    if (!target) return;
    e.preventDefault();
    if (target.href) target.click();
    else target.focus();
  });
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
