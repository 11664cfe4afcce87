// Adds comfort; every page works without it.

const later = (task) => setTimeout(task, 0);

// The error summary takes the focus where autofocus on a <div> is ignored.
const summary = document.querySelector("[data-summary]");
if (summary) requestAnimationFrame(() => summary.contains(document.activeElement) || summary.focus());

// 「パスワードを表示する」
for (const input of document.querySelectorAll("input[data-toggle]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toggle";
  button.textContent = input.dataset.toggle;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => show(input, button, input.type === "password"));
  input.after(button);
  input.form.addEventListener("submit", () => show(input, button, false));
}

function show(input, button, visible) {
  input.type = visible ? "text" : "password";
  button.setAttribute("aria-pressed", String(visible));
}

// A pressed button says so, and swallows further presses until the page goes; a download leaves it.
for (const form of document.querySelectorAll("form[method=post]:not([data-download])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    if (event.submitter) later(() => announce(event.submitter));
  });
}

function announce(button) {
  button.dataset.label = button.textContent;
  button.setAttribute("aria-disabled", "true");
  button.textContent = "送信しています…";
}

// Coming back with the browser's button finds the form ready again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[data-label]")) {
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.label;
  }
});

// As many notes as terminals.
const rows = document.querySelector("[data-rows]");
if (rows) {
  const number = document.getElementById(rows.dataset.rows);
  const row = rows.nextElementSibling.innerHTML;
  number.addEventListener("change", () => {
    const wanted = Math.min(Number(number.value.normalize("NFKC")) || 0, 50);
    while (rows.children.length > wanted) rows.lastElementChild.remove();
    for (let n = rows.children.length; n < wanted; n += 1) {
      const html = row.replaceAll("{n}", n).replaceAll("{k}", n + 1);
      rows.insertAdjacentHTML("beforeend", html);
    }
  });
}

// What is being issued is counted without pressing anything.
const progress = document.querySelector("[data-progress]");
if (progress) setTimeout(follow, 2000);

async function follow() {
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const present = page.querySelector("[data-progress]");
  if (!present) return location.reload();
  if (present.textContent !== progress.textContent) progress.textContent = present.textContent;
  setTimeout(follow, 2000);
}

// The desk's numbers stay fresh for half an hour; a page left open must not keep its session.
const counters = document.querySelector("[data-counters]");
if (counters) setTimeout(count, 60_000, 30);

async function count(left) {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.redirected) return;
  const text = answer?.ok ? await answer.text() : "";
  const present = new DOMParser().parseFromString(text, "text/html").querySelector("[data-counters]");
  const unchanged = !present || present.innerHTML === counters.innerHTML;
  if (!unchanged && !counters.contains(document.activeElement)) counters.replaceChildren(...present.children);
  if (left > 1) setTimeout(count, 60_000, left - 1);
}

// All rows of a list are chosen with one press.
const all = document.querySelector("[data-select-all]");
if (all) {
  const boxes = [...document.querySelectorAll("td.pick input")];
  const box = document.createElement("input");
  box.type = "checkbox";
  box.ariaLabel = "表示中のすべてを選択";
  const tally = () => { box.checked = boxes.every((each) => each.checked); };
  box.addEventListener("change", () => { for (const each of boxes) each.checked = box.checked; });
  for (const each of boxes) each.addEventListener("change", tally);
  const frame = document.createElement("div");
  frame.className = "choice";
  frame.append(box);
  all.append(frame);
  tally();
}

// Codes are copied with one press, and taken off the screen after a while.
for (const code of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toggle";
  button.textContent = `${code.dataset.copy}をコピー`;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = `${code.dataset.copy}をコピーしました`;
  });
  code.parentElement.append(button);
}

for (const codes of document.querySelectorAll("[data-hide-after]")) {
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  codes.before(note);
  setTimeout(() => {
    codes.remove();
    note.textContent = "時間がたったため、設定情報を隠しました。もう一度見るには、前の画面から開いてください。";
  }, codes.dataset.hideAfter * 1000);
}

// A mail that came back is told to whoever waits for it.
const awaited = document.querySelector("[data-refresh]");
if (awaited) look(awaited, Date.now() + 60_000);

async function look(region, until) {
  if (region.childElementCount || Date.now() > until) return;
  await new Promise((wake) => setTimeout(wake, 2000));
  const page = await fetch(region.dataset.refresh).then((answer) => answer.text()).catch(String);
  const news = new DOMParser().parseFromString(page, "text/html").querySelector("[data-refresh]");
  region.append(...(news?.children ?? []));
  look(region, until);
}

// The facility's name appears as soon as the last digit is typed.
const number = document.querySelector("input[data-lookup]");
if (number) {
  const form = number.form;
  const registration = document.getElementById("registration-number");
  const name = document.getElementById("facility-name");
  let asked = "";

  const lookup = async () => {
    const digits = number.value.normalize("NFKC").replace(/\D/g, "");
    const prefix = form.elements.reg_prefix?.value ?? "";
    const ready = digits.length === Number(number.dataset.digits);
    const query = new URLSearchParams({ kind: number.dataset.lookup, number: digits });
    if (prefix) query.set("prefix", prefix);
    if (!ready || (form.elements.reg_prefix && !prefix) || query.toString() === asked) return;
    asked = query.toString();
    name.textContent = "確認しています…";
    const answer = await fetch(`/api/registration/facilities/lookup?${query}`).then(read, unread);
    if (query.toString() !== asked) return;
    if (registration) registration.textContent = answer.registration_number ?? "";
    name.textContent = answer.name ?? answer.errors?.[0]?.message ?? answer.detail ?? "";
  };
  number.addEventListener("input", lookup);
  for (const radio of form.querySelectorAll("[name=reg_prefix]")) {
    radio.addEventListener("change", lookup);
  }
}

function read(response) {
  return response.json().catch(unread);
}

function unread() {
  return { detail: "施術所名を確認できませんでした。しばらくしてからもう一度お試しください" };
}

// The address of an answer opens it, and paper shows every answer, where the browser does neither.
const answer = document.getElementById(location.hash.slice(1))?.closest("details");
if (answer && !answer.open) {
  answer.open = true;
  answer.scrollIntoView();
}
addEventListener("beforeprint", () => {
  for (const closed of document.querySelectorAll("details:not([open])")) closed.open = true;
});

// Five minutes before the session ends, whoever is still there may keep it, in any tab.
const warning = document.querySelector("dialog[data-rest]");
if (warning) {
  const tabs = new BroadcastChannel("session");
  let timer;
  const rest = () => {
    clearTimeout(timer);
    timer = setTimeout(() => warning.showModal(), (warning.dataset.rest - 300) * 1000);
  };
  const goOn = async () => {
    const answer = await fetch("/session").catch(() => null);
    if (!answer?.ok) return;
    rest();
    tabs.postMessage("here");
  };
  warning.querySelector("[data-continue]").addEventListener("click", () => warning.close());
  warning.addEventListener("close", goOn);
  tabs.addEventListener("message", () => (warning.open ? warning.close() : rest()));
  tabs.postMessage("here");
  rest();
}
