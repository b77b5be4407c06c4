// One person's client: what they know, what they are sent, what they do. The page holds one for
// you and one for the person whose eyes you borrow.

import { ApiError, Stream, api } from "./api.js";
import { compareIds } from "./dom.js";

const EPHEMERAL = 1 << 6;
const ANSWER_WAIT_MS = 4000; // one more than Discord gives a bot to answer an interaction

/**
 * Events: `state`, `status` (detail "open" | "lost"), `bot`, `case`, `modal`,
 * `messages` (detail {channel, kind: "reset" | "upsert" | "remove", message?, id?, fresh?}),
 * `failed` (detail {interaction_id, message, message_id?}).
 */
export class Session extends EventTarget {
  state = null;
  status = "connecting";
  #channels = new Map(); // channel id -> Map(message id -> message)
  #complete = new Set(); // channels whose newest page is loaded
  #commands = new Map(); // channel id -> the commands that this person may use there
  #exhausted = new Set(); // channels with nothing older
  #gone = new Set(); // ids removed, so that a late page does not bring them back
  #waiting = new Map(); // interaction id -> {resolve, messageId}
  #early = new Set(); // interaction ids answered before their POST came back
  #stream = null;

  constructor(id) {
    super();
    this.id = id;
  }

  async open() {
    this.#stream = new Stream(this.id, (name, data) => this.#receive(name, data), (status) => this.#onStatus(status));
    await this.reload();
    return this;
  }

  close() {
    this.#stream?.close();
    for (const { resolve } of this.#waiting.values()) resolve();
  }

  #emit(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }

  #onStatus(status) {
    const again = status === "open" && this.status === "lost";
    this.status = status;
    this.#emit("status", status);
    if (again) this.#refresh();
  }

  // What happened while the line was down is not replayed: read everything again.
  async #refresh() {
    try {
      await this.reload();
      for (const channel of [...this.#complete]) await this.load(channel);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error; // the stream will say that it is lost again
    }
  }

  async reload() {
    this.state = await api.state(this.id);
    this.#emit("state", this.state);
  }

  get me() { return this.state?.me ?? null; }
  person(id) { return this.state?.people?.find((person) => person.id === id) ?? (this.state?.bot?.id === id ? this.state.bot : null); }
  channel(id) { return [...(this.state?.channels ?? []), ...(this.state?.conversations ?? [])].find((channel) => channel.id === id) ?? null; }
  role(id) { return this.state?.roles?.find((role) => role.id === id) ?? null; }
  commands(type, channel) { return (this.#commands.get(channel) ?? []).filter((command) => (command.type ?? 1) === type); }
  get moderates() { return ["admin", "moderator"].includes(this.me?.role); }
  get uploadLimit() { return this.state?.upload_limit ?? 10 * 1024 * 1024; }

  messages(channel) { return [...(this.#channels.get(channel)?.values() ?? [])].sort((a, b) => compareIds(a.id, b.id)); }
  message(channel, id) { return this.#channels.get(channel)?.get(id) ?? null; }
  isLoaded(channel) { return this.#complete.has(channel); }
  hasOlder(channel) { return this.#complete.has(channel) && !this.#exhausted.has(channel); }

  async load(channel) {
    const [{ messages }] = await Promise.all([api.messages(this.id, channel), this.#loadCommands(channel)]);
    const fresh = messages.filter((message) => !this.#gone.has(message.id));
    this.#channels.set(channel, new Map(fresh.map((message) => [message.id, message])));
    this.#complete.add(channel);
    if (messages.length < 50) this.#exhausted.add(channel);
    else this.#exhausted.delete(channel);
    this.#emit("messages", { channel, kind: "reset" });
  }

  async #loadCommands(channel) {
    this.#commands.set(channel, (await api.commands(this.id, channel)).commands);
  }

  async loadOlder(channel) {
    const oldest = this.messages(channel)[0];
    const { messages } = await api.messages(this.id, channel, oldest?.id);
    if (messages.length < 50) this.#exhausted.add(channel);
    for (const message of messages) if (!this.#gone.has(message.id)) this.#store(channel).set(message.id, message);
    this.#emit("messages", { channel, kind: "reset", older: true });
  }

  #store(channel) {
    if (!this.#channels.has(channel)) this.#channels.set(channel, new Map());
    return this.#channels.get(channel);
  }

  upsert(message) {
    if (this.#gone.has(message.id)) return;
    const store = this.#store(message.channel_id);
    const before = store.get(message.id);
    store.set(message.id, before ? { ...before, ...message } : message);
    this.#emit("messages", { channel: message.channel_id, kind: "upsert", message: store.get(message.id), fresh: !before });
    if (!before && this.state && !this.channel(message.channel_id)) this.#refresh(); // somebody began a conversation
  }

  /** Forget a message; `quiet` where nobody removed it (a dismissed private answer). */
  forget(channel, id, quiet = false) {
    this.#gone.add(id);
    const message = this.#channels.get(channel)?.get(id);
    if (this.#channels.get(channel)?.delete(id)) this.#emit("messages", { channel, kind: "remove", id, message, quiet });
  }

  #receive(name, data) {
    const message = data.message?.id ? data.message : data;
    if (name === "message" || name === "message_update") this.upsert(message);
    else if (name === "message_delete") this.forget(data.channel_id, data.id);
    else if (name === "ephemeral" || name === "ephemeral_update") this.upsert({ ...message, flags: (message.flags ?? 0) | EPHEMERAL });
    else if (name === "ephemeral_delete") this.forget(data.channel_id, data.id, true);
    else if (name === "state") this.#refresh();
    else if (name === "bot") {
      if (this.state) this.state.bot_online = Boolean(data.online);
      if (data.online) for (const channel of this.#complete) this.#loadCommands(channel).catch(() => {}); // the line is lost: it will say so
      this.#emit("bot", data);
    } else if (name === "case") this.#emit("case", data.case ?? data);
    else if (name === "modal") this.#emit("modal", data);
    else if (name === "interaction_failed") {
      this.#emit("failed", { ...data, message_id: this.#waiting.get(data.interaction_id)?.messageId });
    }
    if (name.endsWith("_update")) { // an answer may also be a change to the message that was pressed
      for (const waiting of this.#waiting.values()) if (waiting.messageId === message.id) waiting.resolve();
    }
    if (data.interaction_id) this.#answered(data.interaction_id);
    else if (name === "message" || name === "message_update") this.#answered(message.interaction_metadata?.id ?? message.interaction?.id);
  }

  #answered(id) {
    if (!id) return;
    const waiting = this.#waiting.get(id);
    if (waiting) waiting.resolve();
    else this.#early.add(id);
    if (this.#early.size > 200) this.#early.clear();
  }

  /** Send an interaction; resolves once the bot answered, refused, or took too long. */
  async #interact(send, messageId = null) {
    const { interaction_id: id } = await send();
    if (!id || this.#early.delete(id)) return;
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, ANSWER_WAIT_MS);
      this.#waiting.set(id, { messageId, resolve: () => { clearTimeout(timer); resolve(); } });
    });
    this.#waiting.delete(id);
  }

  component(message, customId, values = undefined) {
    return this.#interact(() => api.component({ as: this.id, channel_id: message.channel_id, message_id: message.id, custom_id: customId, values }), message.id);
  }

  command(channel, name, type, { options = {}, targetId = null, files = [] } = {}) {
    return this.#interact(() => api.command({ as: this.id, channel_id: channel, name, type, options, target_id: targetId }, files));
  }

  /** `numbers` says for each file input which of `files` are its own. */
  submitModal(interactionId, fields, numbers, files) {
    return this.#interact(() => api.modal({ as: this.id, interaction_id: interactionId, fields, files: numbers }, files));
  }

  async post(channel, content, files, replyTo) {
    const message = await api.post(this.id, channel, content, files, replyTo);
    if (message?.id) this.upsert({ channel_id: channel, ...message });
  }

  async remove(message) {
    await api.remove(this.id, message.channel_id, message.id);
    this.forget(message.channel_id, message.id);
  }

  /** Put away an answer that only this person sees. */
  dismiss(message) {
    this.forget(message.channel_id, message.id, true);
    api.remove(this.id, message.channel_id, message.id).catch(() => {}); // it may be gone already
  }
}

export const isEphemeral = (message) => Boolean((message.flags ?? 0) & EPHEMERAL);
export const isThinking = (message) => Boolean((message.flags ?? 0) & (1 << 7));
