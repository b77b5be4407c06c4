// One channel as one person sees it: a list that follows its session live.

import { announce, avatar, compareIds, h, icon, iconButton, menuItem, openMenu, placeOf, snowflakeMs, timeNode, toast } from "./dom.js";
import { api } from "./api.js";
import { components } from "./components.js";
import { emoji, inline, markdown } from "./markdown.js";
import { attachments, embed, picture } from "./media.js";
import { isEphemeral, isThinking } from "./session.js";

const COMPONENTS_V2 = 1 << 15;
const GROUP_MS = 5 * 60 * 1000;
const NOTE_MS = 7000; // how long the page's own "removed" line stays
const DEFAULT_TYPES = new Set([0, 19, 20, 21, 23]);

/** Return who wrote a message as a person: the server's list knows more than the message. */
function authorOf(message, session) {
  const author = message.author ?? {};
  const known = isWebhook(message) ? null : session.person(author.id);
  const shown = pictureOf(message);
  return known ? { ...known, picture: shown } : { id: author.id, picture: shown, name: author.username ?? "unknown", display_name: message.member?.nick || author.global_name || author.username || "Unknown", bot: Boolean(author.bot), role: author.bot ? "bot" : "" };
}

/** Return where an author's own picture lies on this server, that of this server's profile first. */
function pictureOf({ author, member, guild_id: guild }) {
  const file = (hash) => `${hash}.${hash.startsWith("a_") ? "gif" : "png"}`;
  if (member?.avatar && guild) return `/cdn/guilds/${guild}/users/${author.id}/avatars/${file(member.avatar)}`;
  return author?.avatar ? `/cdn/avatars/${author.id}/${file(author.avatar)}` : null;
}

// Answers to interactions carry the application's own id there, and are the bot's.
const isWebhook = (message) => Boolean(message.webhook_id) && message.webhook_id !== message.application_id;
const nameOf = (person) => person.display_name || person.name;

/** Return a short plain text for a message, for previews and screen readers. */
export function summary(message) {
  const pictures = message.attachments?.length ?? 0;
  const words = (message.content || message.embeds?.[0]?.title || firstText(message.components) || "").replace(/\s+/g, " ").trim();
  const count = pictures ? `${pictures} ${pictures === 1 ? "file" : "files"}` : "";
  return [words.slice(0, 140), count].filter(Boolean).join(", ") || "no text";
}

function firstText(list) {
  for (const data of list ?? []) {
    const found = data.type === 10 ? data.content : firstText(data.components);
    if (found) return found;
  }
  return "";
}

/** Return the nodes of a message's body; also used for forwards. */
function bodyOf(message, session) {
  const context = { session, message };
  const nodes = [];
  if (isThinking(message) && !message.content) {
    nodes.push(h("p", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }), `${nameOf(authorOf(message, session))} is thinking…`));
  }
  if (message.content) {
    const edited = message.edited_timestamp ? h("small", { class: "edited", title: message.edited_timestamp }, " (edited)") : null;
    const body = h("div", { class: "md" }, markdown(message.content, context));
    if (edited) (body.lastElementChild?.matches("p") ? body.lastElementChild : body).append(edited);
    nodes.push(body);
  }
  for (const { message: inner } of message.message_snapshots ?? []) {
    nodes.push(h("div", { class: "forward" }, h("p", { class: "subtext" }, "Forwarded"), bodyOf({ ...inner, channel_id: message.channel_id }, session)));
  }
  if (message.poll) {
    nodes.push(h("div", { class: "embed" }, h("div", { class: "embed-main" }, h("div", { class: "embed-title" }, message.poll.question?.text ?? ""),
      h("ul", {}, (message.poll.answers ?? []).map(({ poll_media: answer }) => h("li", {}, answer?.emoji?.id ? emoji(answer.emoji) : answer?.emoji?.name ?? "", ` ${answer?.text ?? ""}`))))));
  }
  nodes.push(attachments(message.attachments));
  for (const sticker of message.sticker_items ?? []) {
    nodes.push(h("div", { class: "sticker" }, picture(sticker.format_type === 3 ? {} : { url: `https://cdn.discordapp.com/stickers/${sticker.id}.${sticker.format_type === 4 ? "gif" : "png"}` }, { title: sticker.name, fallback: `Sticker: ${sticker.name}` })));
  }
  if (!((message.flags ?? 0) & 4)) nodes.push(...(message.embeds ?? []).map((data) => embed(data, context)));
  if (message.components?.length) {
    nodes.push(h("div", { class: (message.flags ?? 0) & COMPONENTS_V2 ? "components v2" : "components" }, components(message.components, context)));
  }
  if (message.reactions?.length) {
    nodes.push(h("div", { class: "reactions" }, message.reactions.map((reaction) => h("span", { class: "reaction" }, reaction.emoji?.id ? emoji(reaction.emoji) : reaction.emoji?.name ?? "", ` ${reaction.count ?? 1}`))));
  }
  return nodes.filter(Boolean);
}

export class MessageView {
  #items = new Map(); // message id -> li
  #stuck = true;
  #abort = null;
  session = null;
  channel = null;

  /** `scroller` is the scrolling box; `onReply(message)` is left out where one only watches. */
  constructor(scroller, { onReply = null, speaks = false } = {}) {
    this.scroller = scroller;
    this.onReply = onReply;
    this.speaks = speaks;
    this.older = h("button", { type: "button", class: "button secondary older", hidden: true, on: { click: () => this.#loadOlder() } }, "Show earlier messages");
    this.start = h("div", { class: "channel-start" });
    this.list = h("ol", { class: "messages", role: "list" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => this.toEnd() } }, icon("down", 16), "New messages");
    scroller.append(this.older, this.start, this.list, this.jump);
    // Only a person's scrolling up lets go of the end; a picture that loads late does not.
    let last = 0;
    scroller.addEventListener("scroll", () => {
      const nearEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 60;
      if (nearEnd) this.jump.hidden = true;
      if (nearEnd || scroller.scrollTop < last - 2) this.#stuck = nearEnd;
      last = scroller.scrollTop;
    }, { passive: true });
    const watch = new ResizeObserver(() => { if (this.#stuck) this.toEnd(); });
    watch.observe(this.list);
    watch.observe(scroller);
    this.list.addEventListener("keydown", (event) => this.#onKey(event));
    this.list.addEventListener("focusin", (event) => this.#setCurrent(event.target.closest(".message")));
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.jump.hidden = true;
  }

  /** Bring a message into view and focus it; false where it is not there. */
  reveal(id) {
    const node = this.#items.get(id);
    if (!node) return false;
    this.#stuck = false;
    node.scrollIntoView({ block: "center" });
    this.#setCurrent(node);
    node.focus({ preventScroll: true });
    return true;
  }

  /** Show a channel through a session (null: nothing to see). */
  async show(session, channel) {
    this.#abort?.abort();
    this.#abort = new AbortController();
    this.session = session;
    this.channel = channel;
    this.#clear();
    if (!session || !channel) return;
    const { signal } = this.#abort;
    session.addEventListener("messages", ({ detail }) => { if (detail.channel === channel) this.#onChange(detail); }, { signal });
    session.addEventListener("failed", ({ detail }) => this.#onFailed(detail), { signal });
    session.addEventListener("state", () => this.#drawStart(), { signal });
    if (session.isLoaded(channel)) return this.#drawAll();
    this.start.replaceChildren(h("p", { class: "muted" }, "Loading…"));
    try {
      await session.load(channel);
    } catch (error) {
      if (!signal.aborted) this.start.replaceChildren(h("p", { class: "muted" }, error.message));
    }
  }

  #clear() {
    this.#items.clear();
    this.list.replaceChildren();
    this.start.replaceChildren();
    this.older.hidden = true;
    this.jump.hidden = true;
    this.#stuck = true;
  }

  #drawStart() {
    const channel = this.session.channel(this.channel);
    if (!channel || !this.session.isLoaded(this.channel)) return;
    this.older.hidden = !this.session.hasOlder(this.channel);
    if (!this.older.hidden) return this.start.replaceChildren();
    const empty = this.#items.size === 0;
    this.start.replaceChildren(
      h("span", { class: "start-mark", "aria-hidden": "true" }, icon(channel.kind === "moderators" ? "shield" : channel.people ? "chat" : "hash", 26)),
      h("h2", {}, placeOf(channel)),
      h("p", { class: "muted" }, empty ? "Nothing has been posted here yet." : `This is the beginning of the ${channel.people ? "conversation" : "channel"}.`));
  }

  #drawAll() {
    const keep = this.scroller.scrollHeight - this.scroller.scrollTop;
    const messages = this.session.messages(this.channel);
    const focused = this.list.contains(document.activeElement) ? document.activeElement.closest(".message")?.dataset.messageId : null;
    this.#items = new Map(messages.map((message) => [message.id, this.#draw(message)]));
    this.list.replaceChildren(...this.#items.values());
    this.#drawStart();
    this.#regroup();
    this.#setCurrent(this.list.lastElementChild);
    this.#items.get(focused)?.focus({ preventScroll: true });
    if (this.#stuck) this.toEnd();
    else this.scroller.scrollTop = this.scroller.scrollHeight - keep;
  }

  async #loadOlder() {
    this.#stuck = false;
    try {
      await this.session.loadOlder(this.channel);
    } catch (error) {
      toast(error.message);
    }
  }

  #onChange(detail) {
    if (detail.kind === "reset") return this.#drawAll();
    if (detail.kind === "remove") return this.#remove(detail);
    const { message } = detail;
    const node = this.#draw(message);
    const old = this.#items.get(message.id);
    this.#items.set(message.id, node);
    if (old) {
      const focused = old.contains(document.activeElement);
      old.replaceWith(node);
      if (old.classList.contains("current")) this.#setCurrent(node);
      if (focused) node.focus();
    } else {
      const next = this.session.messages(this.channel).find((other) => other.id !== message.id && this.#items.has(other.id) && compareIds(other.id, message.id) > 0);
      this.list.insertBefore(node, next ? this.#items.get(next.id) : null);
      if (!next) this.#setCurrent(node);
      if (detail.fresh) this.#arrived(message, node);
    }
    this.#drawStart();
    this.#regroup();
    if (detail.fresh && message.author?.id === this.session.id) this.#stuck = true;
    if (this.#stuck) this.#follow(node);
    return undefined;
  }

  // What is taller than the pane is read from its top; all else keeps the end in view.
  #follow(node) {
    if (node !== this.list.lastElementChild || node.offsetHeight < this.scroller.clientHeight) { this.toEnd(); return; }
    this.#stuck = false;
    this.scroller.scrollTop = node.offsetTop - 8;
  }

  #arrived(message, node) {
    node.classList.add("fresh");
    if (!this.#stuck) this.jump.hidden = false;
    if (!this.speaks) return;
    const author = authorOf(message, this.session);
    const who = author.id === this.session.id ? "You" : nameOf(author);
    announce(`${who}${isEphemeral(message) ? ", only to you" : ""}: ${summary(message)}`);
  }

  // What is removed leaves nothing on the real platform; the line in its place is the sandbox's
  // own, because the removal is often too quick to be seen.
  #remove({ id, message, quiet }) {
    const node = this.#items.get(id);
    this.#items.delete(id);
    if (!node) return;
    const hadFocus = node.contains(document.activeElement);
    const neighbour = node.nextElementSibling ?? node.previousElementSibling;
    if (quiet || !message || isEphemeral(message)) {
      node.remove();
    } else {
      const seconds = Math.max(0, (Date.now() - snowflakeMs(id)) / 1000);
      const author = nameOf(authorOf(message, this.session));
      const text = seconds < 60 ? `${author}’s post was removed ${seconds.toFixed(1)} s after it appeared` : `${author}’s post was removed`;
      const note = h("li", { class: "vanished" }, icon("ghost", 16), h("span", {}, text));
      node.replaceWith(note);
      setTimeout(() => { note.classList.add("leaving"); setTimeout(() => note.remove(), 400); }, NOTE_MS);
      if (this.speaks) announce(text);
    }
    if (hadFocus) neighbour?.focus?.();
    this.#setCurrent(this.list.querySelector(".message.current") ?? [...this.list.querySelectorAll(".message")].at(-1));
    this.#drawStart();
    this.#regroup();
  }

  #onFailed({ message, message_id: id }) {
    const node = id && this.#items.get(id);
    if (!node) { toast(message || "The bot did not answer in time."); return; }
    node.querySelector(".failed")?.remove();
    node.querySelector(".content").append(h("p", { class: "failed", role: "alert" }, icon("alert", 16), message || "The bot did not answer in time."));
  }

  // A message of the same person within five minutes hides its header, as readers expect.
  #regroup() {
    let before = null;
    for (const node of this.list.children) {
      const { author, at, alone } = node.dataset;
      const joined = before && alone !== "true" && before.author === author && Number(at) - Number(before.at) < GROUP_MS;
      node.classList.toggle("joined", Boolean(joined));
      before = node.dataset.author ? node.dataset : null;
    }
  }

  #draw(message) {
    const author = authorOf(message, this.session);
    const when = snowflakeMs(message.id);
    const mine = author.id === this.session.id;
    const hidden = isEphemeral(message);
    const used = message.interaction_metadata ?? message.interaction;
    const special = !DEFAULT_TYPES.has(message.type ?? 0);
    const header = h("div", { class: "message-head" },
      h("span", { class: "author" }, nameOf(author)),
      author.bot ? h("span", { class: "badge" }, isWebhook(message) ? "Webhook" : "Bot") : null,
      timeNode(when));
    const node = h("li", {
      class: `message${hidden ? " ephemeral" : ""}${mine ? " mine" : ""}`, tabIndex: -1,
      dataset: { messageId: message.id, author: `${author.id}${hidden ? "e" : ""}`, at: String(when), alone: String(Boolean(message.referenced_message || message.message_reference || used || special)) },
      "aria-label": `${nameOf(author)}: ${summary(message)}`,
    });
    const content = h("div", { class: "content" },
      used && (message.type === 20 || message.type === 23) ? this.#usedLine(used, message) : this.#replyLine(message),
      header,
      special ? h("p", { class: "muted" }, message.type === 7 ? "joined the server." : "(a system message)") : null,
      bodyOf(message, this.session),
      hidden ? h("p", { class: "only-you" }, icon("eye", 16), h("span", {}, this.onReply ? "Only you can see this" : `Only ${nameOf(this.session.me)} can see this`), " · ",
        h("button", { type: "button", class: "text-button", on: { click: () => this.session.dismiss(message) } }, "Dismiss")) : null);
    node.append(avatar(author), content, hidden ? "" : this.#tools(message, author));
    return node;
  }

  #replyLine(message) {
    if (!message.message_reference || message.message_snapshots?.length) return null;
    const target = message.referenced_message;
    if (!target) return h("div", { class: "reply-line" }, icon("reply", 14), h("em", {}, "The original message was removed"));
    const author = authorOf(target, this.session);
    return h("div", { class: "reply-line" }, icon("reply", 14), h("b", {}, nameOf(author)), h("span", { class: "clip" }, inline(summary(target), { session: this.session })));
  }

  #usedLine(used, message) {
    const person = used.user ? authorOf({ author: used.user }, this.session) : null;
    const name = used.name ?? message.interaction?.name;
    return h("div", { class: "reply-line" }, icon("slash", 14), h("b", {}, person ? nameOf(person) : "Someone"), h("span", {}, name ? ` used ${message.type === 20 ? "/" : ""}${name}` : " used a command"));
  }

  #tools(message, author) {
    const more = iconButton("more", `More about the message of ${nameOf(author)}`, () => this.#menu(more, message, author), { "aria-haspopup": "menu", "aria-expanded": "false" });
    return h("div", { class: "tools" }, this.onReply ? iconButton("reply", `Reply to ${nameOf(author)}`, () => this.onReply(message)) : null, more);
  }

  #menu(anchor, message, author) {
    const session = this.session;
    const run = (command, targetId) => session.command(message.channel_id, command.name, command.type, { targetId }).catch((error) => toast(error.message));
    const items = [];
    if (this.onReply) items.push(menuItem("reply", "Reply", () => this.onReply(message)), menuItem("swap", "Forward…", () => this.#forward(anchor, message)));
    const about = session.commands(3, message.channel_id).map((command) => menuItem("shield", command.name, () => run(command, message.id)));
    const person = session.commands(2, message.channel_id).map((command) => menuItem("shield", `${command.name} (${nameOf(author)})`, () => run(command, author.id)));
    if (about.length || person.length) items.push(h("p", { class: "menu-title" }, "Apps"), ...about, ...person);
    if (author.id === session.id || session.moderates) {
      items.push(h("hr"), menuItem("trash", "Delete message", () => session.remove(message).catch((error) => toast(error.message)), { class: "dangerous" }));
    }
    if (!items.length) items.push(h("p", { class: "menu-title" }, "Nothing to do here."));
    openMenu(anchor, items, { label: "Message" });
  }

  #forward(anchor, message) {
    const { channels, conversations } = this.session.state;
    const send = (place) => api.forward(this.session.id, place.id, message).catch((error) => toast(error.message));
    openMenu(anchor, [h("p", { class: "menu-title" }, "Forward to"), ...[...channels, ...conversations].map((place) => menuItem("chat", placeOf(place), () => send(place)))], { label: "Forward to" });
  }

  // One message at a time is in the tab order; the arrow keys walk through them.
  #setCurrent(node) {
    if (!node?.classList.contains("message")) return;
    for (const other of this.list.querySelectorAll(".message.current")) {
      other.classList.remove("current");
      other.tabIndex = -1;
    }
    node.classList.add("current");
    node.tabIndex = 0;
  }

  #onKey(event) {
    if (!event.target.classList.contains("message")) return;
    const all = [...this.list.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    const next = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    all[Math.max(0, Math.min(next, all.length - 1))].focus();
  }
}

