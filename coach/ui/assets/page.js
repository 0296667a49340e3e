// The page: keeps the session in this browser, sends what the user does, shows what comes back.
// Every text that reaches innerHTML was escaped by the server (marks.py, views.py).

const KEPT = "repair-coach.session";
const BOX = "repair-coach.unsent";
// What changes nothing but how the message is checked, or what an answer leaves as it is.
const UNCHANGED = ["open", "check", "draft", "put", "take", "undo"];
const SHARED = ["case", "plan", "check"];
const WIDE = matchMedia("(min-width: 60rem)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const $ = (id) => document.getElementById(id);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

let session = null;
let running = null; // the answer that is coming: {hash, id, stopper, text, html, during}
let opener = null; // the chip whose source is open
let unsent = null; // what was typed in the message since the last call: {id, text}
let checked = null; // the message whose check is shown
let queue = Promise.resolve();

// --- What is kept -------------------------------------------------------------------------------

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? "null");
  } catch {
    return null;
  }
}

function keep() {
  try {
    localStorage.setItem(KEPT, JSON.stringify(session));
  } catch {
    problem("This browser keeps no more: its store is full or closed. Delete a case that you need no longer.");
  }
}

const message = () => JSON.stringify([talk().id, talk().draft, talk().replaced]);
const talk = () => session.talks.find((one) => one.id === session.current) ?? session.talks[0];

// --- To and from the server ---------------------------------------------------------------------

async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Error("The coach cannot be reached. What you wrote is kept in this browser; start the coach and try again.");
  }
  if (!response.ok) {
    const told = response.headers.get("content-type")?.startsWith("text/plain") ? await response.text() : "";
    throw new Error(told || `The coach failed (${response.status}). What you wrote is kept in this browser.`);
  }
  return response.json();
}

/** Do one thing after the other: each takes the session that the one before left. */
function act(event) {
  const done = queue.then(() => acted(event));
  queue = done.catch(() => undefined);
  return done;
}

async function acted(event) {
  let result;
  try {
    const sent = { data: [session ?? {}, { ...event, zone }] };
    unsent = null;
    [result] = (await post("gradio_api/run/act", sent)).data;
  } catch (error) {
    const first = shown.talk === undefined;
    problem(error.message, first ? [["Try again", () => location.reload()]] : []);
    return null;
  }
  if (result.broken) return broken(result.error);
  if (result.error) {
    problem(result.error);
    return null;
  }
  problem("");
  if (result.file) return result;
  if (running && !UNCHANGED.includes(event.kind)) running.during.push(event);
  take(result);
  return result;
}

function take(result) {
  session = result.session;
  if ("check" in result.regions) checked = message();
  // What was typed while the call was on its way is newer.
  const typed = session.talks.find((one) => one.id === unsent?.id);
  if (typed) typed.draft = unsent.text;
  keep();
  show(result.regions);
}

function broken(told) {
  problem(told, [
    ["Download what is kept", () => download("repair-coach.json", "application/json", localStorage.getItem(KEPT) ?? "")],
    ["Start anew", () => { localStorage.removeItem(KEPT); session = null; act({ kind: "open" }); }],
  ]);
  return null;
}

function problem(told, buttons = []) {
  const place = $("problem");
  place.hidden = !told;
  place.textContent = told;
  for (const [label, does] of buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", does);
    place.append(" ", button);
  }
}

// --- What shows ---------------------------------------------------------------------------------

const shown = {};

function show(regions) {
  for (const [id, html] of Object.entries(regions)) {
    if (shown[id] === html) continue;
    // What has changed beside the view that is open gets a dot.
    if (shown[id] !== undefined && id in { case: 1, plan: 1 } && current() !== id) $(`tab-${id}`).dataset.new = "";
    shown[id] = html;
    replace($(id), html);
    if (id === "talk" && running?.html) live(running.html);
  }
  const draft = $("draft");
  if (draft.value !== talk().draft && document.activeElement !== draft) draft.value = talk().draft;
  // Checked apart from the rest, which must not wait for it.
  if (!unsent && checked !== message()) act({ kind: "check" });
  document.title = talk().name === "Unnamed case" ? "Repair Coach" : `${talk().name} – Repair Coach`;
  busy();
  $("latest").hidden = atEnd();
}

/** Put HTML in place of a region's; what is being typed in it stays, and so does the focus. */
function replace(region, html) {
  const typed = [...region.querySelectorAll("textarea[id], input[id]:not([type=checkbox])")]
    .filter((field) => field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
  const had = region.contains(document.activeElement) ? document.activeElement : null;
  const open = had?.closest("form")?.querySelector("textarea[id], input[id]")?.id;
  region.innerHTML = html;
  for (const [id, value] of typed) {
    const field = $(id);
    if (!field) continue;
    field.value = value;
    if (field.closest("form[hidden]")) toggle(field.closest("form"), true);
  }
  if (!had) return;
  const again = (had.id && $(had.id)) || (open && $(open));
  (again && !again.closest("[hidden]") ? again : region.closest(".view") ?? $("cases")).focus({ preventScroll: true });
}

function busy() {
  document.body.classList.toggle("busy", running !== null);
  $("stop").hidden = running === null;
  $("send").hidden = running !== null;
  $("talk").setAttribute("aria-busy", String(running !== null));
}

const atEnd = () =>
  !document.querySelector(".exchange") || $("talk").scrollHeight - $("talk").scrollTop - $("talk").clientHeight < 80;

/** Show the last exchange from its beginning. */
function toLast() {
  const last = $("talk").lastElementChild;
  if (last?.matches(".exchange")) $("talk").scrollTo({ top: last.offsetTop - 12, behavior: "instant" });
}

function say(told) {
  $("said").textContent = "";
  requestAnimationFrame(() => { $("said").textContent = told; });
}

// --- Asking -------------------------------------------------------------------------------------

async function ask(question, at, brief) {
  if (!question.trim()) {
    problem("There is nothing to send yet: say what happened.");
    $("question").focus();
    return false;
  }
  await stop();
  await queue;
  if (session === null) return false;
  const here = talk();
  here.exchanges = [...here.exchanges.slice(0, at), { question, state: "waiting", brief }];
  // Written before it is sent: whatever happens to the server, the words are here.
  keep();
  const mine = { hash: crypto.randomUUID?.() ?? String(Math.random()), id: "", stopper: new AbortController(), text: "", html: "", during: [] };
  running = mine;
  sketch(question, at);
  const drawn = act({ kind: "open" }).then(() => toLast());
  busy();
  try {
    const result = await answered(mine, drawn);
    if (running !== mine) return true;
    await finished(mine, result);
  } catch (error) {
    if (running !== mine) return true;
    running = null;
    await act({ kind: "open" });
    problem(error.message);
  }
  return true;
}

/** Show a question at once, and when there is no server; the server draws it properly. */
function sketch(question, at) {
  document.querySelector(".beginning")?.remove();
  document.querySelectorAll("#talk .exchange").forEach((one) => Number(one.dataset.at) >= at && one.remove());
  const made = (parent, tag, name, text = "") => {
    const element = document.createElement(tag);
    element.className = name;
    element.textContent = text;
    parent.append(element);
    return element;
  };
  const exchange = made($("talk"), "article", "exchange waiting");
  const words = made(made(exchange, "div", "asked"), "div", "words", question);
  words.dir = "auto";
  const answer = made(exchange, "div", "answer");
  const thinking = made(answer, "p", "thinking");
  for (let dot = 0; dot < 3; dot += 1) made(thinking, "i", "");
  made(answer, "p", "lost", "This message has no answer yet. It is kept.");
  shown.talk = null;
  toLast();
}

/** Show the answer as it comes and return what comes last. */
async function answered(mine, drawn) {
  const sent = { data: [session, { zone }], session_hash: mine.hash };
  mine.id = (await post("gradio_api/call/answer", sent)).event_id;
  if (mine.stopper.signal.aborted) cancel(mine);
  const response = await fetch(`gradio_api/call/answer/${encodeURIComponent(mine.id)}`, { signal: mine.stopper.signal });
  let result = null;
  for await (const { name, data } of events(response.body)) {
    if (name === "error") throw new Error("The coach failed in the middle of an answer. Your message is kept; ask again.");
    const piece = data?.[0];
    if (piece?.html !== undefined) {
      await drawn;
      if (running !== mine) return null;
      Object.assign(mine, piece);
      live(piece.html);
    } else if (piece?.session || piece?.error) {
      result = piece;
    }
  }
  await drawn;
  if (result === null) throw new Error("The connection to the coach was lost. Your message is kept; ask again.");
  return result;
}

/** Yield the events of a stream of server-sent events. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    let part;
    try {
      part = await reader.read();
    } catch (error) {
      if (error.name === "AbortError") return;
      throw new Error("The connection to the coach was lost. Your message is kept; ask again.");
    }
    if (part.done) return;
    text += part.value;
    const whole = text.split("\n\n");
    text = whole.pop();
    for (const one of whole) {
      const name = /^event: (.*)$/m.exec(one)?.[1] ?? "";
      const data = /^data: (.*)$/m.exec(one)?.[1] ?? "null";
      yield { name, data: JSON.parse(data) };
    }
  }
}

function live(html) {
  const place = document.querySelector("#talk .exchange.waiting .answer");
  if (!place) return;
  place.innerHTML = html;
  // The next drawing of the whole must not be taken for the same.
  shown.talk = null;
  $("latest").hidden = atEnd();
}

async function finished(mine, result) {
  running = null;
  if (result.error) {
    // Refused, such as too long: the words go back to where they can be changed.
    const refused = talk().exchanges.pop();
    if (!$("question").value) fill(refused.question);
    await act({ kind: "open" });
    problem(result.error);
    return;
  }
  // The answer knows the messages as they were when it began.
  for (const one of result.session.talks) {
    const { draft, replaced } = session.talks.find(({ id }) => id === one.id) ?? one;
    Object.assign(one, { draft, replaced });
  }
  take(result);
  for (const event of mine.during) await act(event);
  const last = talk().exchanges.at(-1);
  say(`The coach has answered. ${plain(last.answer).slice(0, 300)}`);
}

async function stop() {
  const mine = running;
  if (mine === null) return;
  running = null;
  mine.stopper.abort();
  if (mine.id) cancel(mine);
  const last = talk().exchanges.at(-1);
  if (last?.state === "waiting" && mine.text) Object.assign(last, { state: "stopped", answer: mine.text });
  keep();
  await act({ kind: "open" });
  say("Stopped.");
}

function cancel(mine) {
  post("gradio_api/cancel", { session_hash: mine.hash, fn_index: 0, event_id: mine.id }).catch(() => undefined);
}

function fill(text) {
  $("question").value = text;
  grow($("question"));
  remember();
  $("question").focus();
}

function remember() {
  try {
    localStorage.setItem(BOX, $("question").value);
  } catch { /* the session says so */ }
}

function grow(box) {
  box.rows = Math.max(2, Math.min(10, box.value.split("\n").reduce((n, line) => n + 1 + Math.floor(line.length / 75), 0)));
}

// --- Sources ------------------------------------------------------------------------------------

function openSource(chip) {
  const template = $(chip.dataset.source);
  if (!template) return;
  closeSource();
  opener = chip;
  chip.setAttribute("aria-expanded", "true");
  chip.closest(".said")?.classList.add("open");
  $("source-body").replaceChildren(template.content.cloneNode(true));
  $("source").hidden = false;
  $("source").scrollTop = 0;
  // On a phone the source covers the lower part of the conversation.
  const said = chip.closest(".said");
  if (!WIDE.matches && said) $("talk").scrollTop += said.getBoundingClientRect().top - $("talk").getBoundingClientRect().top - 12;
  $("source").focus({ preventScroll: true });
}

function closeSource(back = false) {
  if ($("source").hidden) return;
  $("source").hidden = true;
  document.querySelectorAll(".said.open").forEach((one) => one.classList.remove("open"));
  opener?.setAttribute("aria-expanded", "false");
  if (back && opener?.isConnected) opener.focus();
  opener = null;
}

// --- Views --------------------------------------------------------------------------------------

const current = () => (WIDE.matches ? document.body.dataset.beside : document.body.dataset.view);

function view(name, focus = false) {
  document.body.dataset.view = name;
  if (SHARED.includes(name)) document.body.dataset.beside = name;
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const on = tab.id === `tab-${current()}`;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on) delete tab.dataset.new;
    if (on && focus) tab.focus();
  }
  closeSource();
}

function turn(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const tabs = [...document.querySelectorAll("[role=tab]")].filter((tab) => tab.offsetParent);
  const next = tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length];
  event.preventDefault();
  view(next.id.slice(4), true);
}

function toggle(form, open = form.hidden) {
  form.hidden = !open;
  for (const part of form.parentElement.children) {
    if (part !== form && part.matches(".words, .tools")) part.hidden = open;
  }
  if (open) form.querySelector("textarea, input:not([type=hidden])")?.focus();
  else form.parentElement.querySelector("[data-toggle]")?.focus();
}

// --- Copying, mailing, saving -------------------------------------------------------------------

const plain = (text) => text.replaceAll("&lt;", "<").replaceAll("]\\(", "](").replaceAll("**", "");

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    document.execCommand("copy");
    box.remove();
  }
  say("Copied.");
}

function copied(button, text) {
  copy(text);
  const label = button.textContent;
  if (label === "Copied") return;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = label; }, 1500);
}

function withSources(exchange) {
  const sources = exchange.citations.map((c) => `[${c.number}] ${c.title}, author: ${c.author}, ${c.address}`);
  return [plain(exchange.answer), ...(sources.length ? [`Retold from:\n${sources.join("\n")}`] : [])].join("\n\n");
}

function mail(text) {
  const subject = /^Subject: *(.*)\n+/.exec(text);
  const body = subject ? text.slice(subject[0].length) : text;
  const link = document.createElement("a");
  link.href = `mailto:?${subject ? `subject=${encodeURIComponent(subject[1])}&` : ""}body=${encodeURIComponent(body.replaceAll("\n", "\r\n"))}`;
  if (link.href.length > 2000) {
    // Mail programs cut longer ones off in silence.
    copy(text);
    $("check-state").textContent = "Too long for a mail link: it is copied, paste it into your mail.";
    return;
  }
  link.click();
}

function download(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// --- Cases --------------------------------------------------------------------------------------

const DIALOGS = {
  begin: ["A new case", "One case for each client. The others stay as they are.", "Begin", true],
  rename: ["Rename this case", "", "Rename", true],
  clear: ["Clear this case?", "The conversation, the case, the plan and the message are emptied. This cannot be undone.", "Clear", false],
  delete: ["Delete this case?", "All that this browser keeps of it goes. This cannot be undone.", "Delete", false],
};

function dialog(kind) {
  const [title, text, yes, named] = DIALOGS[kind];
  $("menu").open = false;
  $("dialog-title").textContent = title;
  $("dialog-text").textContent = text;
  $("dialog-yes").textContent = yes;
  $("dialog-named").hidden = !named;
  $("dialog-name").value = kind === "rename" ? talk().name : "";
  $("dialog").returnValue = "";
  $("dialog").showModal();
  (named ? $("dialog-name") : $("dialog-no")).focus();
  $("dialog").onclose = async () => {
    if ($("dialog").returnValue !== "yes") return;
    clearTimeout(waiting);
    if (kind !== "rename") await stop();
    await act({ kind, name: $("dialog-name").value });
    if (kind !== "rename") {
      closeSource();
      view("talk");
      $("question").focus();
    }
  };
}

// --- What the user does -------------------------------------------------------------------------

const CLICKS = {
  source: (button) => openSource(button),
  starter: (button) => send(button.textContent),
  toggle: (button) => toggle(button.closest("form") ?? button.closest("li, .asked").querySelector("form")),
  again: (button) => {
    const { question, brief } = talk().exchanges[button.dataset.again];
    ask(question, Number(button.dataset.again), brief);
  },
  copy: (button) => copied(button, withSources(talk().exchanges[button.dataset.copy])),
  copyMessage: (button) => copied(button, button.closest("figure").querySelector(".message-text").textContent),
  checkMessage: async (button) => {
    const text = button.closest("figure").querySelector(".message-text").textContent;
    if (await rewrite({ kind: "put", text })) {
      view("check");
      toVerdict();
    }
  },
  take: async (button) => {
    const at = [...document.querySelectorAll("[data-take]")].indexOf(button);
    if (!(await rewrite({ kind: "take", finding: button.dataset.take }))) return;
    // The next one has come to where this one was.
    const next = document.querySelectorAll("[data-take]")[at]?.closest("li");
    if (next) next.focus();
    else toVerdict();
  },
  undo: async () => {
    if ((await rewrite({ kind: "undo" })) && !$("undo")) toVerdict();
  },
  gap: (button) => {
    const at = $("draft").value.indexOf(button.textContent);
    if (at < 0) return;
    $("draft").focus();
    $("draft").setSelectionRange(at, at + button.textContent.length);
  },
  export: async (button) => {
    const result = await act({ kind: "export", form: button.dataset.export });
    if (result) download(result.file.name, result.file.type, result.file.text);
  },
  dialog: (button) => dialog(button.dataset.dialog),
  event: async (button) => {
    if (button.matches("select, input")) return;
    await did(button, {});
  },
};

/** Change the message otherwise than by typing in it. */
async function rewrite(event) {
  clearTimeout(waiting);
  const result = await act(event);
  if (!result) return false;
  $("draft").value = talk().draft;
  say($("check").querySelector(".verdict, .empty").textContent);
  return true;
}

const toVerdict = () => $("check").querySelector(".verdict, .empty").focus();

async function did(element, extra) {
  const { event: kind, value, ...data } = element.dataset;
  const result = await act({ kind, ...data, ...extra });
  if (result && kind === "promises") view("plan");
  // A tick or a choice that was refused must not look as if it had been taken.
  if (!result) { for (const id of SHARED) { const html = shown[id]; if (html) $(id).innerHTML = html; } }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button || !session) return;
  for (const [name, does] of Object.entries(CLICKS)) {
    if (name in button.dataset) return void does(button);
  }
});

document.addEventListener("change", (event) => {
  const field = event.target;
  if (!("event" in field.dataset)) return;
  did(field, field.dataset.value ? { [field.dataset.value]: field.value } : {});
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (!session) return;
  const data = Object.fromEntries(new FormData(form));
  if ("ask" in form.dataset) {
    const at = Number(form.dataset.ask);
    const { brief } = talk().exchanges[at];
    form.reset();
    ask(data.question, at, brief);
  } else if ("event" in form.dataset) {
    const result = await act({ kind: form.dataset.event, ...data });
    if (!result) return;
    // The form may have been drawn anew with what was typed in it.
    const first = form.querySelector("textarea, input:not([type=hidden])");
    const drawn = first?.id ? $(first.id)?.form : null;
    if (drawn?.classList.contains("add")) { drawn.reset(); first.id && $(first.id).focus(); }
  }
});

async function send(question) {
  const brief = $("brief").getAttribute("aria-pressed") === "true";
  const box = $("question");
  const typed = box.value;
  if (question === typed) { box.value = ""; grow(box); }
  view("talk");
  if (!(await ask(question, talk().exchanges.length, brief)) && question === typed) box.value = typed;
  remember();
}

$("ask").addEventListener("submit", () => session && send($("question").value));
$("stop").addEventListener("click", async () => { await stop(); $("question").focus(); });
$("brief").addEventListener("click", () => {
  const on = $("brief").getAttribute("aria-pressed") !== "true";
  $("brief").setAttribute("aria-pressed", String(on));
  $("question").placeholder = on
    ? "In a sentence or two: what happened? You get one opening, one thing not to say, one question."
    : "What happened? Names, words and dates help.";
  $("question").focus();
});
$("question").addEventListener("input", () => { grow($("question")); remember(); });
$("question").addEventListener("keydown", (event) => {
  const typing = event.isComposing || matchMedia("(pointer: coarse)").matches;
  if (event.key === "Enter" && !event.shiftKey && !typing) {
    event.preventDefault();
    if (!running) $("ask").requestSubmit();
  }
});
$("talk").addEventListener("scroll", () => { $("latest").hidden = atEnd(); }, { passive: true });
$("latest").addEventListener("click", () => {
  $("talk").scrollTo({ top: $("talk").scrollHeight, behavior: CALM.matches ? "instant" : "smooth" });
});

let waiting;
$("draft").addEventListener("input", () => {
  if (!session) return;
  talk().draft = $("draft").value;
  unsent = { id: talk().id, text: talk().draft };
  keep();
  $("check-state").textContent = "";
  clearTimeout(waiting);
  waiting = setTimeout(() => act({ kind: "draft", text: $("draft").value }), 600);
});
$("check-form").addEventListener("submit", async () => {
  clearTimeout(waiting);
  if (await act({ kind: "draft", text: $("draft").value })) say($("check").querySelector(".verdict, .empty").textContent);
});
$("copy-draft").addEventListener("click", (event) => copied(event.target, $("draft").value));
$("mail-draft").addEventListener("click", () => mail($("draft").value));

$("cases").addEventListener("change", async () => {
  const id = $("cases").value;
  // What was typed is kept; it is checked when its case is opened again.
  clearTimeout(waiting);
  await stop();
  closeSource();
  await act({ kind: "choose", id });
  toLast();
});
$("close-source").addEventListener("click", () => closeSource(true));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (!$("source").hidden) closeSource(true);
  $("menu").open = false;
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#menu")) $("menu").open = false;
});
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => view(tab.id.slice(4)));
  tab.addEventListener("keydown", turn);
}
WIDE.addEventListener("change", () => view(document.body.dataset.view));

// Another tab of this browser has written: go on from there.
addEventListener("storage", (event) => {
  if (event.key !== KEPT || running) return;
  session = kept();
  act({ kind: "open" });
});

// --- Beginning ----------------------------------------------------------------------------------

document.body.dataset.beside = "case";
view("talk");
session = kept();
$("question").value = localStorage.getItem(BOX) ?? "";
grow($("question"));
await act({ kind: "open" });
toLast();
if (WIDE.matches) $("question").focus();
document.body.dataset.ready = "";
