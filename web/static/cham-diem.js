// The score sheet saves as one goes. Without this file its form works as it stands.
(() => {
  const form = document.querySelector('form[data-cham]');
  if (!form) return;

  const version = form.elements['phien-ban'];
  const boxes = [...form.querySelectorAll('.num .input')];
  const remark = form.elements['nhan-xet'];
  const saidSaved = document.querySelector('[data-luu][role=status]');
  const saidWrong = form.querySelector('[data-loi]');
  const queue = []; // what is to be saved: {box, value, key}
  const known = new Map(); // box → what the portal has stored, as far as this page knows
  const wrong = new Set(); // boxes whose text was refused or stands against another one
  let working = false;
  let leaving = false;
  let closed = false;

  for (const box of [...boxes, remark]) known.set(box, box.dataset.luu);

  // Points are whole hundredths here, too: 9,5 is 950.
  function parse(text) {
    const plain = text.trim().replace(/[０-９，．]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
    const m = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(plain);
    return m ? Number(m[1]) * 100 + Number((m[2] || '').padEnd(2, '0')) : null;
  }

  function show(n) {
    const part = String(n % 100).padStart(2, '0').replace(/0+$/, '');
    return Math.floor(n / 100) + (part && ',' + part);
  }

  const rowOf = (box) => box.closest('.sr');

  // points is what a box counts: null when it is empty, or does not hold.
  function points(box) {
    const { max, buoc } = rowOf(box).dataset;
    const n = parse(box.value);
    return n === null || n > max || n % buoc !== 0 || wrong.has(box) ? null : n;
  }

  function count() {
    let total = 0;
    let answered = 0;
    for (const group of form.querySelectorAll('.sg')) {
      const given = [...group.querySelectorAll('.num .input')].map(points).filter((n) => n !== null);
      const sum = given.reduce((a, b) => a + b, 0);
      group.querySelector('[data-nhom]').textContent = given.length ? show(sum) : '–';
      total += sum;
      answered += given.length;
    }
    const empty = boxes.filter((b) => !b.value.trim());
    const bad = boxes.length - answered - empty.length;
    form.querySelector('.tot').textContent = answered ? show(total) : '–';
    form.querySelector('[data-dem]').textContent = `tạm tính · ${answered}/${boxes.length} tiêu chí`;
    const rest = form.querySelector('[data-con]');
    rest.replaceChildren();
    if (bad) {
      const link = document.createElement('a');
      link.href = '#' + boxes.find((b) => b.value.trim() && points(b) === null).id;
      link.className = 'c-err fw6';
      link.textContent = `${bad} ô sai`;
      rest.append(link, empty.length ? ', ' : '');
    }
    if (empty.length) rest.append(`${empty.length} ô trống`);
    if (!bad && !empty.length) rest.append('đã chấm đủ');
  }

  const sign = (name) => form.querySelector(`template[data-mau=${name}]`).content.cloneNode(true);

  // mark shows beside a box how it stands; message, if any, under it.
  function mark(box, name, ...message) {
    const row = rowOf(box);
    const id = box.id + '-e';
    document.getElementById(id)?.remove();
    if (row) {
      row.classList.toggle('bad', name === 'sai');
      row.querySelector('[data-dau]').replaceChildren(sign(name));
    }
    box.removeAttribute('aria-invalid');
    const help = [box.id + '-h'];
    if (message.length) {
      const p = document.createElement('p');
      p.className = 'msg';
      p.id = id;
      p.append(...message);
      (row || box.parentElement).append(p);
      box.setAttribute('aria-invalid', 'true');
      help.push(id);
    }
    box.setAttribute('aria-describedby', help.join(' '));
  }

  function settle(box) {
    wrong.delete(box);
    mark(box, box.value.trim() ? 'luu' : 'trong');
  }

  function span(text) {
    const s = document.createElement('span');
    s.textContent = text;
    return s;
  }

  function say(sentence) {
    saidWrong.textContent = sentence;
    saidWrong.hidden = !sentence;
  }

  function saved(at) {
    const words = span('Đã lưu ' + at);
    saidSaved.replaceChildren(sign('xong'), words);
    say('');
  }

  // keep queues what a box holds now. A change has one key, however often it has to be sent.
  function keep(box) {
    if (closed || leaving) return;
    const at = queue.findIndex((job, i) => job.box === box && (i > 0 || !working));
    if (at >= 0) queue.splice(at, 1);
    queue.push({ box, value: box.value, key: newKey() });
    work();
  }

  async function work() {
    if (working) return;
    working = true;
    for (let failed = 0; queue.length && !closed; ) {
      if (await send(queue[0])) {
        queue.shift();
        failed = 0;
        continue;
      }
      failed++;
      say('Mất kết nối: số vừa nhập chưa được lưu. Cổng đang thử lại, đừng đóng trang này.');
      await new Promise((done) => {
        setTimeout(done, Math.min(500 * 2 ** failed, 10000));
        addEventListener('online', done, { once: true });
      });
    }
    working = false;
  }

  // send reports whether the change has been answered; if not, it is sent again with its key.
  async function send(job) {
    let answer;
    let data = {};
    try {
      answer = await fetch(form.dataset.cham, {
        method: 'POST',
        headers: { Accept: 'application/json' },
        body: new URLSearchParams({ khoa: job.key, 'phien-ban': version.value, [job.box.name]: job.value }),
      });
      if (answer.headers.get('Content-Type')?.startsWith('application/json')) data = await answer.json();
    } catch {
      return false;
    }
    if (answer.status >= 500 || answer.status === 429) return false;
    if (answer.ok && data.phienBan) {
      version.value = data.phienBan;
      known.set(job.box, job.box === remark ? job.value : canonical(job.value));
      if (job.box.value === job.value) settle(job.box);
      saved(data.luc);
    } else if (answer.status === 409 && data.diem) {
      version.value = data.phienBan;
      compare(job, data);
    } else if (answer.status === 422) {
      refuse(job.box, data.loi);
    } else {
      stop(data.loi || 'Chưa lưu được: phiên làm việc đã hết. Hãy đăng nhập lại ở một thẻ khác rồi tải lại trang này.');
    }
    count();
    return true;
  }

  function canonical(text) {
    const n = parse(text);
    return n === null ? text.trim() : show(n);
  }

  function refuse(box, sentence) {
    wrong.add(box);
    mark(box, 'sai', span(`${sentence} Ô này chưa được lưu.`));
  }

  // stop is for when nothing more can be saved: the sheet is in, the phase is over, the session has ended.
  function stop(sentence) {
    closed = true;
    queue.length = 1; // the one that was just answered
    say(sentence);
  }

  // compare is for when the sheet was saved elsewhere: a box that differs shows both and lets one choose.
  function compare(job, data) {
    let differ = 0;
    for (const box of [...boxes, remark]) {
      const there = box === remark ? data.nhanXet : data.diem[box.name] || '';
      const before = known.get(box);
      known.set(box, there);
      const here = box === remark ? box.value : canonical(box.value);
      if (here === there) {
        settle(box);
      } else if (there === before) {
        if (box === job.box) keep(box); // nobody else touched this one
      } else {
        differ++;
        offer(box, there, here);
      }
    }
    say(differ ? `Phiếu vừa được lưu ở một nơi khác: ${differ} ô khác nhau, hãy chọn cho từng ô.` : '');
  }

  function offer(box, there, here) {
    wrong.add(box);
    const word = (text) => text || 'để trống';
    const button = (label, act) => {
      const b = document.createElement('button');
      b.type = 'button';
      b.className = 'btn b2 s';
      b.textContent = label;
      b.addEventListener('click', () => {
        wrong.delete(box);
        act();
        if (!boxes.some((x) => wrong.has(x))) say('');
        count();
        box.focus();
      });
      return b;
    };
    mark(box, 'sai', span(`Nơi khác đã lưu: ${word(there)}. Ở đây: ${word(here)}.`),
      button(box === remark ? 'Lấy nơi khác' : `Lấy ${word(there)}`, () => {
        box.value = there;
        settle(box);
      }),
      button(box === remark ? 'Giữ ở đây' : `Giữ ${word(here)}`, () => keep(box)));
  }

  const later = new WeakMap();
  const changed = (box) => box.value !== known.get(box) || wrong.has(box);

  for (const box of [...boxes, remark]) {
    box.addEventListener('input', () => {
      wrong.delete(box);
      count();
    });
    box.addEventListener('change', () => {
      clearTimeout(later.get(box));
      keep(box);
    });
  }

  for (const step of form.querySelectorAll('.num button')) {
    step.hidden = false;
    step.addEventListener('click', () => {
      const box = step.parentElement.querySelector('.input');
      const { max, buoc } = rowOf(box).dataset;
      const n = parse(box.value) ?? 0;
      const next = step.dataset.them > 0 ? Math.floor(n / buoc) * buoc + Number(buoc) : Math.ceil(n / buoc) * buoc - buoc;
      box.value = show(Math.max(0, Math.min(Number(max), next)));
      wrong.delete(box);
      count();
      clearTimeout(later.get(box));
      later.set(box, setTimeout(keep, 500, box));
    });
  }

  form.addEventListener('keydown', (e) => {
    const i = boxes.indexOf(e.target);
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (i < 0 || !by || e.isComposing) return;
    e.preventDefault();
    const to = boxes[i + by];
    if (to) {
      to.focus();
      to.select();
    } else if (changed(e.target)) {
      keep(e.target);
    }
  });
  // Some keyboards send the letter of Enter as well, to the box that has the focus by then.
  form.addEventListener('keypress', (e) => {
    if (e.key === 'Enter' && boxes.includes(e.target)) e.preventDefault();
  });

  // The form is sent when what is under way has been answered, so that it knows the newest version.
  form.addEventListener('submit', async (e) => {
    if (!working) {
      leaving = true;
      setTimeout(() => (leaving = false), 8000); // no answer came
      return;
    }
    e.preventDefault();
    const by = e.submitter;
    while (working) await new Promise((done) => setTimeout(done, 50));
    if (!wrong.size && !closed) form.requestSubmit(by);
  });

  const unsaved = () => queue.length > 0 || [...boxes, remark].some(changed);
  addEventListener('pageshow', () => (leaving = false));
  addEventListener('visibilitychange', () => {
    if (!document.hidden) return;
    for (const box of [...boxes, remark]) {
      if (box.value !== known.get(box) && !wrong.has(box) && !queue.some((j) => j.box === box && j.value === box.value)) keep(box);
    }
  });
  addEventListener('beforeunload', (e) => {
    if (!leaving && unsaved()) e.preventDefault();
  });

  for (const box of boxes) if (box.getAttribute('aria-invalid')) wrong.add(box);
  form.querySelector('button[value=luu]').hidden = !wrong.size; // every box is saved as it is left
  count();
})();
