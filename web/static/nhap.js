// A registration is saved as one types. Without this file its form works as it stands: it has a button.
(() => {
  const form = document.querySelector('form[data-nhap]');
  if (!form) return;

  const version = form.elements['phien-ban'];
  const saved = form.querySelector('[data-noi]'); // how the saving stands
  const compare = form.querySelector('[data-so]');
  const atLeast = 2000; // between two posts
  let job = null; // what is under way; until it is answered, with its key, nothing else is sent
  let asked = words(); // what was posted last, or what the page came with
  let safe = 'chuaLuu' in form.dataset ? null : asked; // what the portal has, to the last word
  let shown = new Map(); // fields that the portal wrote otherwise: what was typed, how it shows it
  let timer = 0;
  let soonest = 0;
  let since = 0; // when the oldest unsaved word was typed
  let lost = 0; // attempts without an answer
  let stopped = false;
  let leaving = false;
  let again = false; // signed out: it is tried again when the reader comes back

  delete form.dataset.canhBao; // this file knows better what would be lost
  document.querySelector('[data-tu-luu]').hidden = false;

  function words() {
    const data = new FormData(form);
    data.delete('khoa');
    data.delete('phien-ban');
    return new URLSearchParams(data).toString();
  }

  // ---- What the reader is told.

  const sign = (name) => form.querySelector(`template[data-mau=${name}]`).content.cloneNode(true);

  function say(sentence, kind) {
    const text = document.createElement('span');
    text.textContent = sentence;
    saved.className = kind === 'loi' ? 'luu sm c-err' : kind === 'xong' ? 'luu saved' : 'luu sm mute';
    saved.replaceChildren(...(kind ? [sign(kind)] : []), text);
  }

  // mark tells at a field why it was not saved; without a sentence it takes the mark away.
  function mark(name, sentence) {
    const first = document.getElementById('o-' + name);
    const field = first?.closest('.field');
    if (!field) return;
    const id = first.id + '-e';
    const said = document.getElementById(id);
    if (sentence && said?.textContent.trim().endsWith(sentence)) return; // a part that was folded meanwhile stays so
    said?.remove();
    field.classList.toggle('bad', !!sentence);
    const help = document.getElementById(first.id + '-h') ? [first.id + '-h'] : [];
    first.removeAttribute('aria-invalid');
    if (sentence) {
      const p = document.createElement('p');
      p.className = 'msg';
      p.id = id;
      const text = document.createElement('span');
      text.textContent = sentence;
      p.append(sign('loi'), text);
      field.insertBefore(p, field.querySelector('.input, .check'));
      first.setAttribute('aria-invalid', 'true');
      help.push(id);
      const part = field.closest('.phan');
      if (part) part.open = true;
    }
    if (help.length) first.setAttribute('aria-describedby', help.join(' '));
    else first.removeAttribute('aria-describedby');
  }

  // What was missing when the form was sent stays marked until something is written there.
  function marks(wrong) {
    for (const box of form.querySelectorAll('[aria-invalid]')) {
      if (!wrong[box.name] && box.value.trim()) mark(box.name);
    }
    for (const [name, sentence] of Object.entries(wrong)) mark(name, sentence);
  }

  // A day or a number is shown as it was understood, once its box has been left.
  function redisplay() {
    const before = words();
    for (const [name, { typed, text }] of shown) {
      const box = form.elements[name];
      if (box === document.activeElement) continue;
      if (box.value === typed) box.value = text;
      shown.delete(name);
    }
    if (asked === before) asked = words();
    if (safe === before) safe = words();
  }

  // ---- The copy on the device: what the portal does not have yet.

  const shelf = `nhap:${form.dataset.nguoi}:`;
  const place = () => shelf + (form.dataset.ma || 'moi:' + form.elements.khoa.value);

  // sent says that the form itself is on its way: a newer version on the portal is then this one.
  function keepCopy(sent = false) {
    try {
      if (words() === safe) localStorage.removeItem(place());
      else localStorage.setItem(place(), JSON.stringify({ words: words(), version: version.value, job, sent, at: Date.now() }));
    } catch {
      // no room, or not allowed: then there is no copy
    }
  }

  function dropCopy(name = place()) {
    try {
      localStorage.removeItem(name);
    } catch {}
  }

  // leftover is the newest copy for this form and this reader.
  function leftover() {
    let newest = null;
    try {
      for (const name of Object.keys(localStorage)) {
        if (form.dataset.ma ? name !== place() : !name.startsWith(shelf + 'moi:')) continue;
        const copy = JSON.parse(localStorage.getItem(name));
        if (!newest || copy.at > newest.at) newest = { ...copy, name };
      }
    } catch {}
    return newest;
  }

  function offer() {
    const copy = leftover();
    if (!copy) return;
    if (copy.words === words() || (copy.sent && Number(version.value) > Number(copy.version))) {
      dropCopy(copy.name); // it has arrived
      return;
    }
    const box = form.querySelector('[data-con]');
    const part = (format) => new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', ...format }).format(copy.at);
    const at = `lúc ${part({ timeStyle: 'short' })} ngày ${part({ day: '2-digit', month: '2-digit', year: 'numeric' })}`;
    box.querySelector('[data-con-luc]').textContent = `Trên máy này còn phần gõ ${at} chưa lưu được lên cổng.`;
    box.querySelector('[data-lay]').addEventListener('click', () => {
      box.hidden = true;
      dropCopy(copy.name);
      fill(new URLSearchParams(copy.words));
      version.value = copy.version; // somebody may have saved since: then both are shown
      safe = null;
      job = copy.job;
      if (job) run();
      else later(0);
      form.elements.title.focus();
    });
    box.querySelector('[data-bo]').addEventListener('click', () => {
      box.hidden = true;
      dropCopy(copy.name);
    });
    box.hidden = false;
  }

  function fill(values) {
    for (const box of form.elements) {
      if (!box.name || box.type === 'hidden' || box.tagName === 'BUTTON' || box.tagName === 'FIELDSET') continue;
      if (box.type === 'checkbox') box.checked = values.getAll(box.name).includes(box.value);
      else box.value = values.get(box.name) ?? '';
    }
  }

  // ---- Saving.

  // later saves in so many milliseconds, and not sooner than a moment after the last time.
  function later(wait) {
    clearTimeout(timer);
    if (stopped || leaving || job || words() === asked) return;
    if (!form.dataset.ma && !form.elements.title.value.trim()) {
      say('Bản nháp tự lưu khi có tên hoạt động.');
      return;
    }
    timer = setTimeout(() => {
      job = { key: newKey(), version: version.value, words: words() };
      run();
    }, Math.max(wait, soonest - Date.now()));
  }

  // run sends what is under way until it is answered, always with the same key.
  async function run() {
    while (job && !stopped) {
      since = 0;
      soonest = Date.now() + atLeast;
      keepCopy();
      const answer = await send(job);
      if (answer) {
        lost = 0;
        const done = job;
        job = null;
        take(done, answer);
        keepCopy();
        break;
      }
      lost++;
      say('Mất kết nối, chưa lưu được. Phần đã gõ còn trên máy này; cổng đang thử lại.', 'loi');
      await new Promise((done) => {
        setTimeout(done, Math.min(1000 * 2 ** lost, 20000));
        addEventListener('online', done, { once: true });
      });
    }
    later(0);
  }

  // send returns what was answered, or nothing when nobody knows whether it arrived.
  async function send({ key, version, words }) {
    const body = new URLSearchParams(words);
    body.set('khoa', key);
    body.set('phien-ban', version);
    try {
      const answer = await fetch(form.dataset.nhap, { method: 'POST', headers: { Accept: 'application/json' }, body });
      if (answer.status >= 500 || answer.status === 429) return null;
      const json = answer.headers.get('Content-Type')?.startsWith('application/json');
      return { ok: answer.ok, status: answer.status, ...(json ? await answer.json() : {}) };
    } catch {
      return null;
    }
  }

  function take(done, { ok, status, ma, phienBan, luc, sai = {}, hien = {}, loi }) {
    asked = done.words;
    if (ok && ma) {
      version.value = phienBan;
      if (!form.dataset.ma) become(ma);
      marks(sai);
      const typed = new URLSearchParams(done.words);
      shown = new Map(Object.entries(hien).map(([name, text]) => [name, { typed: typed.get(name), text }]));
      const left = Object.keys(sai).length;
      if (!left) safe = asked;
      say(left ? `Đã lưu ${luc}, còn ${left} ô chưa lưu được.` : `Đã lưu ${luc}`, left ? 'loi' : 'xong');
      redisplay();
    } else if (status === 422) {
      marks(sai);
      say(`Chưa lưu được. ${loi || 'Hãy tải lại trang.'}`, 'loi');
    } else if (status === 409 || status === 404) {
      stopped = true;
      compare.hidden = false;
      say(loi, 'loi');
    } else {
      again = true;
      say(loi || 'Chưa lưu được: phiên làm việc đã hết. Phần đã gõ còn trên máy này. Hãy đăng nhập ở một thẻ khác rồi quay lại đây.', 'loi');
    }
  }

  // become makes the form of a new registration the form of its draft.
  function become(code) {
    dropCopy();
    const draft = '/lam-viec/hoat-dong/' + code;
    form.dataset.ma = code;
    form.dataset.nhap = draft + '/nhap';
    form.action = draft + '/sua';
    history.replaceState(null, '', draft + '/sua');
    const unit = form.elements.unit_code;
    if (unit) {
      const before = words();
      unit.disabled = true; // a draft keeps its unit
      if (asked === before) asked = words();
    }
  }

  form.addEventListener('input', () => {
    since ||= Date.now();
    keepCopy();
    later(Date.now() - since > 15000 ? 0 : 3000); // when one pauses, and now and then while one does not
  });
  form.addEventListener('change', () => later(400));
  form.addEventListener('focusout', () => setTimeout(redisplay));
  addEventListener('visibilitychange', () => {
    if (again && !document.hidden) {
      again = false;
      asked = '';
    }
    later(0);
  });

  compare.addEventListener('click', () => form.requestSubmit(form.querySelector('button[value=luu]')));

  // The form is sent when what is under way has been answered, so that it knows the newest version.
  form.addEventListener('submit', async (e) => {
    clearTimeout(timer);
    if (!job) {
      leaving = true;
      setTimeout(stay, 8000); // no answer came
      if (navigator.onLine && form.dataset.ma) keepCopy(true);
      else if (navigator.onLine) dropCopy();
      return;
    }
    e.preventDefault();
    if (lost) {
      say('Đang mất kết nối nên chưa gửi được. Phần đã gõ còn trên máy này; có mạng lại thì bấm lần nữa.', 'loi');
      return;
    }
    while (job && !lost) await new Promise((done) => setTimeout(done, 50));
    if (!lost) form.requestSubmit(e.submitter);
  });

  const stay = () => (leaving = false);
  addEventListener('pageshow', stay);
  addEventListener('beforeunload', (e) => {
    if (!leaving && words() !== safe) e.preventDefault();
  });

  offer();
  if (safe === null) later(atLeast);
})();

// On a phone the parts of a form fold: at first all but the first one and those with something to mend. The
// line of a folded part says what is in it.
(() => {
  const parts = [...document.querySelectorAll('details.phan')];
  const narrow = matchMedia('(max-width: 47.99rem)');
  const says = (part) =>
    [...part.querySelectorAll('.input, input:checked')]
      .map((box) => (box.type === 'checkbox' ? box.labels[0].textContent : box.tagName === 'SELECT' && box.value ? box.selectedOptions[0].label : box.value).trim())
      .filter(Boolean)
      .join(' · ');

  function fit() {
    for (const part of parts) {
      part.open = !narrow.matches || part === parts[0] || 'loi' in part.dataset;
      part.firstElementChild.tabIndex = narrow.matches ? 0 : -1;
    }
  }

  for (const part of parts) {
    part.addEventListener('toggle', () => {
      if (!part.open && part.querySelector('.input')) part.querySelector('[data-gon]').textContent = says(part) || 'Chưa ghi';
    });
  }
  // A link to a box, or to a part, opens what it leads into.
  addEventListener('click', (e) => {
    const to = e.target.closest?.('a[href^="#"]');
    const part = to && document.querySelector(to.hash)?.closest('details.phan');
    if (part) part.open = true;
  });
  narrow.addEventListener('change', fit);
  if (parts.length) fit();

  // A long text says how many letters are left once there are few.
  for (const box of document.querySelectorAll('[data-toi-da]')) {
    const hint = document.getElementById(box.id + '-h');
    const most = Number(box.dataset.toiDa);
    const count = new Intl.NumberFormat('de-DE'); // 4.000
    const usual = hint.textContent;
    box.addEventListener('input', () => {
      const left = most - [...box.value.trim().normalize('NFC')].length;
      hint.textContent = left > most / 10 ? usual : left < 0 ? `Quá ${count.format(-left)} ký tự` : `Còn ${count.format(left)} trên ${count.format(most)} ký tự`;
    });
  }
})();
