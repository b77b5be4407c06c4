// Puts the page together: who you are, which channel, and the three panes.

import { $, avatar, announce, h, icon, iconButton, memory, placeOf, toast } from "./dom.js";
import { ApiError, api } from "./api.js";
import { CasePanel } from "./cases.js";
import { Composer } from "./composer.js";
import { faultsButton } from "./faults.js";
import { MessageView } from "./messages.js";
import { showModal } from "./modal.js";
import { Conversations } from "./private.js";
import { Session } from "./session.js";

const ROLES = { admin: "Admin", moderator: "Moderator", member: "Member", newcomer: "Newcomer", bot: "Bot" };
const WIDE = matchMedia("(min-width: 1180px)");
const app = $("#app");

let me = null; // the Session that you act through
let watch = null; // the Session whose eyes you borrow
let channelId = null;
/** Channels with something new: kept here, since what is new can come before its place is drawn. */
const unread = new Set();
let people = [];

const chat = new MessageView($("#chat-scroll"), { onReply: (message) => composer.answer(message), speaks: true });
const mirror = new MessageView($("#others-scroll"));
const conversations = new Conversations($("#private"), (id) => openChannel(id, { focus: true }));
const composer = new Composer($("#composer"), $("#chat"));
const cases = new CasePanel($("#case-body"), (data) => {
  announce(`New case ${data.number}: ${data.verdict?.kind ?? "recorded"}`);
  memory.set("hint", "read");
  drawHint();
  if (app.dataset.view !== "case") $('#tabs [data-view="case"]')?.classList.add("news");
});

const nameOf = (person) => person?.display_name || person?.name || "";
const human = (person) => !person.bot;

// ------------------------------------------------------------------ who and where, kept in the address

function readAddress() {
  const [, who, where] = /^#\/(\d+)(?:\/(\d+))?/.exec(location.hash) ?? [];
  return { who: who ?? null, where: where ?? null };
}

function writeAddress() {
  history.replaceState(null, "", me ? `#/${me.id}${channelId ? `/${channelId}` : ""}` : "#");
}

async function become(id, where = channelId) {
  me?.close();
  const session = new Session(id);
  me = session;
  unread.clear();
  listen(session, true);
  drawBanner();
  try {
    await session.open();
  } catch (error) {
    if (session === me) toast(error.message);
    return;
  }
  if (session !== me) return;
  memory.set("me", id);
  drawPeople();
  openChannel(session.channel(where) ? where : session.state.channels[0]?.id ?? null, { focus: true });
  cases.readAs(people.find((person) => person.role === "admin") ?? people.find((person) => person.role === "moderator"));
  if (!watch || watch.id === id) await lookAs(pickOther(id));
}

/** Return whose eyes to borrow at first: an ordinary member, for that is who gets the picture. */
function pickOther(id) {
  const rest = people.filter((person) => human(person) && person.id !== id);
  const kept = rest.find((person) => person.id === memory.get("watch"));
  return (kept ?? rest.find((person) => person.role === "member") ?? rest[0])?.id ?? null;
}

async function lookAs(id) {
  watch?.close();
  watch = null;
  drawWatch(id);
  if (!id || !isOpen("others")) { mirror.show(null, null); return; }
  const session = new Session(id);
  watch = session;
  listen(session, false);
  try {
    await session.open();
  } catch (error) {
    if (session === watch) toast(error.message);
    return;
  }
  if (session === watch) showMirror();
}

function showMirror() {
  const scroller = $("#others-scroll");
  const allowed = watch?.channel(channelId);
  scroller.classList.toggle("closed", Boolean(watch?.state) && !allowed);
  if (allowed) mirror.show(watch, channelId);
  else {
    mirror.show(null, null);
    if (watch?.state) mirror.start.replaceChildren(h("div", { class: "empty" }, icon("lock", 34), h("p", {}, `${nameOf(watch.me)} ${me?.channel(channelId)?.people ? "is not in this conversation" : "cannot see this channel"}.`)));
  }
  const role = ROLES[watch?.me?.role] ?? "";
  $("#others-foot").textContent = watch?.me ? `Live, as ${nameOf(watch.me)}${role ? ` (${role.toLowerCase()})` : ""}. Buttons you press here are pressed by ${nameOf(watch.me)}.` : "";
}

function listen(session, main) {
  const current = () => session === me || session === watch;
  session.addEventListener("messages", ({ detail }) => {
    if (!current()) return;
    cases.soon();
    if (main && detail.fresh && detail.channel !== channelId) { unread.add(detail.channel); drawChannels(); }
  });
  session.addEventListener("case", ({ detail }) => cases.take(detail));
  session.addEventListener("modal", ({ detail }) => showModal(session, detail, main ? null : nameOf(session.me)));
  session.addEventListener("status", () => { if (main && current()) drawBanner(); });
  session.addEventListener("bot", () => { if (main) { drawBanner(); drawPeople(); } });
  session.addEventListener("state", () => {
    if (!current()) return;
    if (!main) { if (mirror.session !== session || !session.channel(channelId)) showMirror(); return; }
    people = session.state.people ?? people;
    drawChannels();
    drawMe();
    drawPeople();
    drawBanner();
    drawHint();
    if (channelId && session.channel(channelId)) composer.show(session, composer.channel?.id === channelId ? composer.channel : session.channel(channelId));
  });
}

function openChannel(id, { focus = false } = {}) {
  channelId = id;
  unread.delete(id);
  const channel = me.channel(id);
  $("#channel-mark").replaceChildren(icon(channelIcon(channel)));
  $("#channel-name").textContent = channel ? channel.name : "No channel";
  $("#channel-topic").textContent = channel?.topic ?? "";
  $("#channel-topic").title = channel?.topic ?? "";
  const partner = channel?.people?.find((other) => people.some((person) => human(person) && person.id === other));
  if (partner && !channel.people.includes(watch?.id)) lookAs(partner); // the other side is what there is to see
  $("#channel-badge").hidden = !channel?.nsfw;
  $("#channel-badge").title = "Age-restricted channel";
  document.title = `${channel ? placeOf(channel) : "Sandbox"} · Flashguard sandbox`;
  writeAddress();
  drawChannels();
  const shown = chat.show(channel ? me : null, channel ? id : null);
  composer.show(me, channel);
  showMirror();
  drawHint();
  setView("chat");
  if (focus && !matchMedia("(pointer: coarse)").matches) composer.focus();
  return shown;
}

// ------------------------------------------------------------------ drawing

const channelIcon = (channel) => (!channel ? "hash" : channel.kind === "moderators" || channel.kind === "moderator" || channel.kind === "mod" ? "shield" : channel.kind === "thread" || channel.people ? "chat" : "hash");

function drawChannels() {
  $("#guild-name").textContent = me.state?.guild?.name ?? "Flashguard";
  $("#channels").replaceChildren(...(me.state?.channels ?? []).map((channel) => h("li", {}, h("button", {
    type: "button", class: unread.has(channel.id) && channel.id !== channelId ? "unread" : "", dataset: { channel: channel.id }, "aria-current": channel.id === channelId ? "page" : null,
    on: { click: () => openChannel(channel.id, { focus: true }) },
  }, icon(channelIcon(channel), 18), h("span", { class: "clip" }, channel.name), channel.nsfw ? h("span", { class: "badge warn", title: "Age-restricted" }, "18+") : null))));
  conversations.draw(me, channelId, unread);
}

function drawMe() {
  const person = me.me;
  if (!person) return;
  $("#me").replaceChildren(h("button", { type: "button", id: "switch", "aria-haspopup": "dialog", title: "Be somebody else", on: { click: () => chooser() } },
    avatar(person, 34), h("span", { class: "who" }, h("b", { class: "clip" }, nameOf(person)), h("small", {}, `You · ${ROLES[person.role] ?? ""}`)), icon("swap", 18), h("span", { class: "sr" }, "Be somebody else")));
}

function drawPeople() {
  const { bot, bot_online: online } = me?.state ?? {};
  const list = people.filter(human);
  const row = (person, note) => h("li", { class: "person-row" }, avatar(person, 26), h("span", { class: "clip" }, nameOf(person)), note);
  $("#people").replaceChildren(
    ...(bot ? [row(bot, h("span", { class: `presence ${online ? "on" : "off"}` }, online ? "online" : "offline"))] : []),
    ...list.map((person) => row(person, h("small", { class: "muted" }, person.id === me?.id ? "you" : ROLES[person.role]?.toLowerCase() ?? ""))));
}

function drawWatch(chosen) {
  const pick = $("#watch-select");
  pick.replaceChildren(...people.filter((person) => human(person) && person.id !== me?.id).map((person) => h("option", { value: person.id, selected: person.id === chosen }, nameOf(person))));
}

function drawBanner() {
  const banner = $("#banner");
  const say = (mark, text, kind) => { banner.hidden = false; banner.className = kind; banner.replaceChildren(icon(mark, 18), h("span", {}, text)); };
  if (me?.status === "lost") say("alert", "Connection lost. Reconnecting… What you see may be out of date.", "lost");
  else if (me?.state && me.state.bot_online === false) say("alert", "The bot is offline: nothing is screened now. Posts and people work all the same.", "offline");
  else banner.hidden = true;
}

function drawHint() {
  const hint = $("#hint");
  const general = me?.state?.channels.find((channel) => !channel.nsfw);
  const here = me?.channel(channelId);
  hint.hidden = memory.get("hint") === "read" || !here || here.nsfw || here.id !== general?.id;
  if (hint.hidden) return;
  const newcomer = people.find((person) => person.role === "newcomer");
  const ready = me.me?.role === "newcomer";
  const done = () => { memory.set("hint", "read"); hint.hidden = true; composer.focus(); };
  hint.replaceChildren(h("div", { class: "hint" },
    h("div", {}, h("strong", {}, "Try it"), h("p", {}, ready ? `Drop a test image into #${here.name}, then watch it through the eyes of the others.` : `Drop a test image into #${here.name} as the newcomer, then watch it through the eyes of the others.`)),
    h("div", { class: "hint-buttons" },
      !ready && newcomer ? h("button", { type: "button", class: "button secondary", on: { click: () => become(newcomer.id) } }, `Be ${nameOf(newcomer)}`) : null,
      composer.hasSamples && ready ? h("button", { type: "button", class: "button primary", on: { click: () => composer.addSample() } }, "Add a sample image") : null),
    iconButton("close", "Hide this hint", done)));
}

// ------------------------------------------------------------------ panes

const PANES = [["others", "eye", "What others see"], ["case", "case", "Case"]];
const isOpen = (pane) => !app.classList.contains(`no-${pane}`) || !matchMedia("(min-width: 761px)").matches;

/** Open or shut a side pane; below 1180 px there is room for one of them. */
function toggle(pane, open) {
  app.classList.toggle(`no-${pane}`, !open);
  if (open && !WIDE.matches) for (const [other] of PANES) if (other !== pane) app.classList.add(`no-${other}`);
  drawToggles();
  if (isOpen("others") && !watch && me) lookAs(pickOther(me.id));
  else if (!isOpen("others") && watch) { watch.close(); watch = null; mirror.show(null, null); }
}

function drawToggles() {
  $("#toggles").replaceChildren(...PANES.map(([pane, mark, label]) => iconButton(mark, label, () => { toggle(pane, app.classList.contains(`no-${pane}`)); $(`#toggles [data-pane="${pane}"]`).focus(); },
    { "aria-pressed": String(!app.classList.contains(`no-${pane}`)), dataset: { pane } })));
}

/** Show one panel on a phone; on a wide page all of them show anyway. */
function setView(view) {
  app.dataset.view = view;
  for (const tab of $("#tabs").children) {
    const here = tab.dataset.view === view;
    tab.toggleAttribute("aria-current", here);
    if (here) { tab.setAttribute("aria-current", "true"); tab.classList.remove("news"); }
  }
}

$("#tabs").append(...[["sidebar", "list", "Channels"], ["chat", "chat", "Chat"], ["others", "eye", "Others"], ["case", "case", "Case"]].map(([view, mark, label]) =>
  h("button", { type: "button", dataset: { view }, on: { click: () => { setView(view); if (view === "others") mirror.toEnd(); if (view === "chat") chat.toEnd(); } } }, icon(mark, 22), h("span", {}, label))));
$("#break").append(faultsButton(() => ({ channel: channelId, bot_role_id: me?.state?.bot_role_id })));
$("#others-mark").append(icon("eye"));
$("#case-mark").append(icon("case"));
$("#watch-select").addEventListener("change", (event) => { memory.set("watch", event.target.value); lookAs(event.target.value); });
$("#composer").addEventListener("samples", () => drawHint());
WIDE.addEventListener("change", () => { if (WIDE.matches) { toggle("case", true); toggle("others", true); } else toggle("others", true); });

// ------------------------------------------------------------------ choosing a person

function chooser({ first = false } = {}) {
  const pick = (id) => { dialog.close(); become(id); };
  const newcomerFirst = (a, b) => (first ? (b.role === "newcomer") - (a.role === "newcomer") : 0);
  const cards = people.filter(human).sort(newcomerFirst).map((person) => h("li", {}, h("button", { type: "button", class: "person-card", dataset: { person: person.id }, "aria-current": person.id === me?.id ? "true" : null, on: { click: () => pick(person.id) } },
    avatar(person, 44), h("span", {}, h("b", {}, nameOf(person)), h("span", { class: `badge role-${person.role}` }, ROLES[person.role] ?? person.role), h("small", {}, person.blurb ?? "")))));
  const dialog = h("dialog", { class: "card-dialog people-dialog", id: "who", "aria-labelledby": "who-title", on: { close: () => { dialog.remove(); if (!me && people.length) chooser({ first }); } } },
    h("header", { class: "dialog-head" }, h("div", {}, h("h2", { id: "who-title" }, first ? "Who do you want to be?" : "Be somebody else"),
      h("p", { class: "muted" }, "Everything here runs on this computer. Nobody is real, and nothing leaves it.")), first ? null : iconButton("close", "Close", () => dialog.close())),
    h("ul", { class: "dialog-body people-cards", role: "list" }, cards));
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector("[aria-current]") ?? dialog.querySelector('[data-person]'))?.focus();
}

async function start() {
  setView("chat");
  if (!WIDE.matches) app.classList.add("no-case");
  drawToggles();
  const address = readAddress();
  try {
    people = (await api.state(null)).people ?? [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    $("#banner").hidden = false;
    $("#banner").className = "lost";
    $("#banner").replaceChildren(icon("alert", 18), h("span", {}, error.message), h("button", { type: "button", class: "text-button", on: { click: () => location.reload() } }, "Try again"));
    return;
  }
  const known = people.some((person) => person.id === address.who && human(person));
  if (known) await become(address.who, address.where);
  else chooser({ first: true });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-jump-channel]");
  if (!link) return;
  event.preventDefault();
  const { jumpChannel: channel, jumpMessage: message } = link.dataset;
  if (!me?.channel(channel)) { toast(`${nameOf(me?.me)} cannot see that channel.`); return; }
  if (channel !== channelId) await openChannel(channel);
  if (message && !chat.reveal(message)) toast("That message is no longer here, or lies further back.");
});

addEventListener("hashchange", () => {
  const { who, where } = readAddress();
  if (!who || !people.some((person) => person.id === who)) return;
  if (who !== me?.id) become(who, where);
  else if (where && where !== channelId && me.channel(where)) openChannel(where);
});

start();
