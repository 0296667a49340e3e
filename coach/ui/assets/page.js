// The page: keeps the session in this browser, sends what the user does, shows what comes back.
// Of one who is signed in the server may keep it; then nothing of it is kept here, and "session" only shows.
// Every text that reaches innerHTML was escaped by the server (marks.py, views.py).

// Each user of a browser has a store of their own.
const USER = document.body.dataset.user;
const own = (name) => (USER ? `${name}.${USER}` : name);
const KEPT = own("repair-coach.session");
const BOX = own("repair-coach.unsent");
// What changes nothing but how the message is checked, or what an answer leaves as it is.
const UNCHANGED = ["open", "check", "draft", "put", "take", "undo"];
const SHARED = ["case", "plan", "check"];
const FEW = 3; // Up to so many cases are seen at a glance.
const EVERYTHING = "everything";
const WIDE = matchMedia("(min-width: 60rem)");
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const $ = (id) => document.getElementById(id);
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

let session = null;
let running = null; // the answer that is coming: {hash, id, stopper, text, html, during}
let seen = null; // what the server says of a session that it keeps itself, to be said again with each event
let base = {}; // the message that the server keeps, as the text area had it last: {case, text}
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
  if (seen) return;
  try {
    localStorage.setItem(KEPT, JSON.stringify(session));
  } catch {
    problem("This browser keeps no more: its store is full or closed. Delete a case that you need no longer.");
  }
}

/** The server keeps it, in its own words: nothing is left in this browser to be emptied. */
function keptThere(where) {
  $("kept").textContent = where;
  document.querySelector('[data-dialog="leave"]')?.setAttribute("hidden", "");
}

const message = () => JSON.stringify([talk().id, talk().draft, talk().replaced]);
const talk = () => session.talks.find((one) => one.id === session.current) ?? session.talks[0];

// --- To and from the server ---------------------------------------------------------------------

/** The server did not take it: it says why, and nothing of it has begun. */
class Refused extends Error {
  constructor(told, status) {
    super(told);
    this.status = status;
  }
}

async function post(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", ...(USER && { "x-coach-for": USER }) },
      body: JSON.stringify(body),
    });
  } catch {
    throw gone(`The coach cannot be reached. ${keptWhere()}.`);
  }
  if (!response.ok) {
    const told = response.headers.get("content-type")?.startsWith("text/plain") ? await response.text() : "";
    if (told && [401, 413, 429].includes(response.status)) throw new Refused(told, response.status);
    throw new Error(told || `The coach failed (${response.status}). ${keptWhere()}.`);
  }
  return response.json();
}

const keptWhere = () => (seen ? "What you have not sent yet stands on this page only" : "What you wrote is kept in this browser");

/** What goes to the server with each event: the session, or what this window shows of one that is kept there. */
function stated(event) {
  if (!seen) return [session ?? {}, { ...event, zone }];
  return [{}, { was: base.text, ...event, ...seen, zone }];
}

/** Do one thing after the other: each takes the session that the one before left. */
function act(event, quietly = false) {
  if (seen && waiting !== undefined && event.kind !== "draft") drafted();
  const done = queue.then(() => acted(event, quietly));
  queue = done.catch(() => undefined);
  return done;
}

async function acted(event, quietly) {
  let result;
  try {
    const sent = stated(event);
    if (!seen || event.kind === "draft") unsent = null;
    [result] = (await post("gradio_api/run/act", { data: sent })).data;
  } catch (error) {
    failed(error, shown.talk === undefined ? [["Try again", () => location.reload()]] : []);
    return null;
  }
  if (result.broken) return broken(result.error);
  if (result.error) {
    if (result.session && event.kind !== "draft") take(result);
    problem(result.error, session ? [] : [["Try again", () => location.reload()], ["Download everything", () => exported(EVERYTHING)]]);
    return null;
  }
  // The check follows by itself; what went wrong before it still stands.
  if (event.kind !== "check") problem("");
  if (result.file || result.found) return result;
  if (running && !UNCHANGED.includes(event.kind)) running.during.push(event);
  if (seen && event.kind === "draft") base = { case: seen.case, text: event.text };
  take(result, quietly);
  return result;
}

function take(result, quietly = false) {
  session = result.session;
  seen = result.seen ?? null;
  if (seen) keptThere(result.where);
  if ("check" in result.regions) checked = message();
  // What was typed while the call was on its way is newer.
  const typed = session.talks.find((one) => one.id === unsent?.id);
  if (typed) typed.draft = unsent.text;
  keep();
  if (quietly) return;
  show(result.regions);
  // A name that is being changed is left in peace.
  if ($("finder").open && !$("found").querySelector("form:not([hidden])")) listed();
}

function broken(told) {
  problem(told, [
    ["Download what is kept", () => download("repair-coach.json", "application/json", localStorage.getItem(KEPT) ?? "")],
    ["Start anew", () => { localStorage.removeItem(KEPT); session = null; act({ kind: "open" }); }],
  ]);
  return null;
}

/** Say what went wrong: who is not signed in is led there, who is too fast is told so quietly. */
function failed(error, buttons = []) {
  const here = document.body.dataset.entrance === "here";
  const entrance = here ? ["Sign in", () => location.assign("sign-in")] : ["Load again", () => location.reload()];
  const offered = error.status === 401 ? [entrance] : error.gone ? [["Try again", back]] : buttons;
  problem(error.message, offered, error.status === 429);
  if (error.gone) lookAgain(1000);
}

function problem(told, buttons = [], quiet = false) {
  const place = $("problem");
  place.className = quiet ? "notice" : "problem";
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
let shownCase = "";

function show(regions) {
  // What stands under an answer is drawn by itself, so that the talk stays as it is, and with the talk.
  const under = Object.entries(regions).filter(([id]) => id.startsWith("feedback-"));
  for (const [id, html] of Object.entries(regions)) {
    if (shown[id] === html || !$(id)) continue;
    // What has changed beside the view that is open gets a dot, but for another case.
    if (shown[id] !== undefined && shownCase === session.current && id in { case: 1, plan: 1 } && current() !== id) $(`tab-${id}`).dataset.new = "";
    shown[id] = html;
    replace($(id), html, id === "talk" ? under : []);
    if (id === "talk" && running?.html) live(running.html);
  }
  const draft = $("draft");
  // What is not kept yet, or was refused, is on this page only.
  const typed = seen ? seen.case === base.case && draft.value !== base.text : document.activeElement === draft;
  if (!typed && draft.value !== talk().draft) draft.value = talk().draft;
  if (!typed && seen) base = { case: seen.case, text: talk().draft };
  // Checked apart from the rest, which must not wait for it.
  if (!unsent && checked !== message()) act({ kind: "check" });
  document.title = talk().name === "Unnamed case" ? "Repair Coach" : `${talk().name} – Repair Coach`;
  if (shownCase !== session.current) document.querySelectorAll("[role=tab]").forEach((tab) => delete tab.dataset.new);
  shownCase = session.current;
  busy();
  $("all-cases").hidden = session.talks.length <= FEW;
  $("latest").hidden = atEnd();
}

/** Put HTML in place of a region's, and of those within; what is being typed stays, and so does the focus. */
function replace(region, html, within = []) {
  // The words of one case are not for the fields of another.
  const same = shownCase === session.current;
  const typed = [...region.querySelectorAll("textarea[id], input[id]:not([type=checkbox])")]
    .filter((field) => same && field.value !== field.defaultValue)
    .map((field) => [field.id, field.value]);
  const had = region.contains(document.activeElement) ? document.activeElement : null;
  const unfolded = [...region.querySelectorAll("details[id][open]")].filter(() => same).map((one) => one.id);
  const open = had?.closest("form")?.querySelector("textarea[id], input[id]")?.id;
  region.innerHTML = html;
  for (const [id, part] of within) {
    $(id).innerHTML = part;
    shown[id] = part;
  }
  for (const id of unfolded) $(id)?.setAttribute("open", "");
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
  const before = { exchanges: here.exchanges, html: $("talk").innerHTML };
  if (seen) {
    sketch(question, at);
    const edited = at < here.exchanges.length ? { at } : {};
    if (!(await act({ kind: "ask", question, brief, ...edited }))) return notSent(question, before);
  } else {
    here.exchanges = [...here.exchanges.slice(0, at), { question, state: "waiting", brief }];
  }
  // Written before it is sent: whatever happens to the server, the words are here.
  keep();
  const mine = { hash: crypto.randomUUID?.() ?? String(Math.random()), id: "", question, stopper: new AbortController(), text: "", html: "", during: [] };
  running = mine;
  if (!seen) sketch(question, at);
  const drawn = seen ? Promise.resolve(toLast()) : act({ kind: "open" }).then(() => toLast());
  busy();
  try {
    const result = await answered(mine, drawn);
    if (running !== mine) return true;
    await finished(mine, result);
  } catch (error) {
    if (running !== mine) return true;
    running = null;
    mine.stopper.abort();
    busy();
    await drawn;
    if (error instanceof Refused && !seen) takeBack(question, at, before);
    // Who is not signed in gets nothing drawn.
    if (error.status !== 401) await act({ kind: "open" });
    failed(error);
  }
  return true;
}

/** All is as before a question that was not taken; its words go back to where they can be sent. */
function takeBack(question, at, before) {
  talk().exchanges = before.exchanges;
  keep();
  drawAgain(before);
  busy();
  if (before.exchanges[at]?.question !== question && !$("question").value) fill(question);
}

/** The same of a question that the server was to keep and did not. */
function notSent(question, before) {
  if (shown.talk === null) drawAgain(before);
  const box = $("question");
  if (!box.value.includes(question)) fill([box.value, question].filter(Boolean).join("\n\n"));
  return false;
}

function drawAgain({ html }) {
  replace($("talk"), html);
  shown.talk = html;
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
  const sent = { data: stated({ question: talk().exchanges.at(-1)?.question }), session_hash: mine.hash };
  mine.id = (await post("gradio_api/call/answer", sent)).event_id;
  if (mine.stopper.signal.aborted) cancel(mine);
  const response = await fetch(`gradio_api/call/answer/${encodeURIComponent(mine.id)}`, { signal: mine.stopper.signal });
  let result = null;
  for await (const { name, data } of events(response.body)) {
    if (name === "error") throw new Error("The coach failed in the middle of an answer. Your message is kept; ask again.");
    if (name === "stopped") throw gone("The coach was stopped in the middle of an answer. Your message is kept.");
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
  if (result === null) throw gone(LOST);
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
      throw gone(LOST);
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
    const refused = seen ? null : talk().exchanges.pop();
    if (refused && !$("question").value) fill(refused.question);
    await act({ kind: "open" });
    problem(result.error);
    return;
  }
  if (seen) {
    // What came in between is in the server's session already.
    await act({ kind: "open" });
  } else {
    // The answer knows the messages as they were when it began.
    for (const one of result.session.talks) {
      const { draft, replaced } = session.talks.find(({ id }) => id === one.id) ?? one;
      Object.assign(one, { draft, replaced });
    }
    // What was done while the answer came is done to it before it shows: what is being typed stays.
    take(result, mine.during.length > 0);
    for (const event of mine.during) await act(event, true);
    if (mine.during.length) await act({ kind: "open" });
  }
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
  if (seen) {
    await act({ kind: "stop", question: mine.question, text: mine.text });
    return say("Stopped.");
  }
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
  if (seen) return;
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

// --- When the coach is gone ---------------------------------------------------------------------

const LOST = "The connection to the coach was lost in the middle of an answer. Your message is kept.";
let again; // the wait until it is looked for again

const gone = (told) => Object.assign(new Error(told), { gone: true });

/** Look whether the coach is back, less and less often. */
function lookAgain(wait) {
  clearTimeout(again);
  again = setTimeout(async () => {
    const there = await fetch("./", { method: "HEAD", cache: "no-store" }).then((r) => r.status < 500, () => false);
    if (there) back();
    else lookAgain(Math.min(wait * 1.5, 15_000));
  }, wait);
}

async function back() {
  clearTimeout(again);
  if (!(await act({ kind: "open" })) || running) return;
  const at = talk().exchanges.length - 1;
  const last = talk().exchanges[at];
  if (last?.state !== "waiting") return problem("The coach is back.");
  problem("The coach is back. Your last message has no answer yet.", [
    ["Ask again", () => ask(last.question, at, last.brief)],
  ]);
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

async function exported(form) {
  const result = await act({ kind: "export", form });
  if (result) download(result.file.name, result.file.type, result.file.text);
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
  leave: ["Sign out and empty this browser?", "All that this browser keeps under your name goes. This cannot be undone.", "Sign out", false],
  clear: ["Clear “$name”?", "$holds The name stays. This cannot be undone.", "Clear", false],
  delete: ["Delete “$name”?", "$holds This cannot be undone.", "Delete", false],
};

function dialog(kind, id = session.current) {
  const option = [...$("cases").options].find((one) => one.value === id);
  const about = (told) => told.replace("$name", () => option.textContent).replace("$holds", () => option.dataset.holds);
  const [title, text, yes, named] = DIALOGS[kind];
  $("menu").open = false;
  $("dialog-title").textContent = about(title);
  $("dialog-text").textContent = about(text);
  $("dialog-yes").textContent = yes;
  $("dialog-named").hidden = !named;
  $("dialog-name").value = "";
  $("dialog").returnValue = "";
  $("dialog").showModal();
  (named ? $("dialog-name") : $("dialog-no")).focus();
  $("dialog").onclose = async () => {
    if ($("dialog").returnValue !== "yes") return;
    clearTimeout(waiting);
    const here = id === session.current;
    if (here) await stop();
    if (kind === "leave") return leave();
    await act({ kind, id, name: $("dialog-name").value });
    if (!here) return;
    closeSource();
    view("talk");
    if (!$("finder").open) $("question").focus();
  };
}

function leave() {
  for (const name of [KEPT, BOX]) localStorage.removeItem(name);
  $("sign-out").submit();
}

async function choose(id) {
  // What was typed is kept; it is checked when its case is opened again.
  clearTimeout(waiting);
  await stop();
  closeSource();
  await act({ kind: "choose", id });
  toLast();
}

/** Show all the cases, with a field to search them when they are many, or the open one to be renamed. */
async function finder(renaming) {
  $("menu").open = false;
  $("find-words").value = "";
  $("find-form").hidden = session.talks.length <= FEW;
  if (!(await listed())) return;
  $("finder").showModal();
  const here = $("found").querySelector("[aria-current]");
  here.scrollIntoView({ block: "nearest" });
  if (renaming) toggle(here.parentElement.querySelector("form"), true);
  else ($("find-form").hidden ? here : $("find-words")).focus();
}

async function listed() {
  const result = await act({ kind: "find", words: $("find-words").value });
  if (!result) {
    $("finder").close();
    return false;
  }
  const had = document.activeElement.closest("#found li")?.dataset.id;
  $("found").innerHTML = result.found.html;
  $("found-told").textContent = result.found.told;
  if (had) ($("found").querySelector(`[data-id="${CSS.escape(had)}"] .icon`) ?? $("found").querySelector("button") ?? $("find-words")).focus();
  return true;
}

/** After feedback: where to say why opens with a press, and closes once it is said. */
function judged(number, open) {
  const why = $(`why-${number}`);
  say(!why ? "Your feedback is taken back." : open ? "Noted. Below you can say why." : "Kept with this conversation.");
  if (!why) return;
  why.open = open;
  if (open) why.scrollIntoView({ block: "nearest", behavior: CALM.matches ? "instant" : "smooth" });
  else why.querySelector("summary").focus({ preventScroll: true });
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
  export: (button) => exported(button.dataset.export),
  dialog: (button) => dialog(button.dataset.dialog, button.dataset.id),
  finder: (button) => finder(button.dataset.finder === "rename"),
  choose: async (button) => {
    $("finder").close();
    await choose(button.dataset.choose);
    view("talk");
    if (WIDE.matches) $("question").focus();
  },
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
  if (result && kind === "feedback") judged(data.number, true);
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
  if (form.method !== "get") return;
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
    if (form.dataset.event === "feedback") return void judged(data.number, false);
    if (form.dataset.event === "rename") return void listed();
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
  waiting = setTimeout(drafted, 600);
});
function drafted() {
  clearTimeout(waiting);
  waiting = undefined;
  return act({ kind: "draft", text: $("draft").value });
}
$("check-form").addEventListener("submit", async () => {
  if (await drafted()) say($("check").querySelector(".verdict, .empty").textContent);
});
$("copy-draft").addEventListener("click", (event) => copied(event.target, $("draft").value));
$("mail-draft").addEventListener("click", () => mail($("draft").value));

$("cases").addEventListener("change", () => choose($("cases").value));
let looking;
$("find-words").addEventListener("input", () => {
  clearTimeout(looking);
  looking = setTimeout(listed, 120);
});
$("find-form").addEventListener("submit", async () => {
  clearTimeout(looking);
  if ($("find-words").value.trim() && (await listed())) $("found").querySelector("[data-choose]")?.click();
});
$("finder").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches("#find-words, [data-choose]")) return;
  const stops = [$("find-words"), ...$("found").querySelectorAll("[data-choose]")];
  event.preventDefault();
  stops[stops.indexOf(event.target) + step]?.focus();
});
$("finder").addEventListener("cancel", (event) => {
  // Escape leaves the name that is being changed before it leaves the list.
  const form = $("found").querySelector("form:not([hidden])");
  if (!form) return;
  event.preventDefault();
  toggle(form, false);
});
$("close-finder").addEventListener("click", () => $("finder").close());
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
  if (event.key !== KEPT || running || seen) return;
  session = kept();
  act({ kind: "open" });
});
// What another window or device did to a session that the server keeps shows on coming back here; what
// is typed into the message goes before one leaves.
document.addEventListener("visibilitychange", () => {
  if (!seen) return;
  if (waiting !== undefined && document.visibilityState === "hidden") drafted();
  else if (!running && document.visibilityState === "visible") act({ kind: "open" });
});

// --- Beginning ----------------------------------------------------------------------------------

document.body.dataset.beside = "case";
view("talk");
session = kept();
await act({ kind: "open" });
if (!seen) $("question").value ||= localStorage.getItem(BOX) ?? "";
grow($("question"));
toLast();
if (WIDE.matches) $("question").focus();
document.body.dataset.ready = "";
