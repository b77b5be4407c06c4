// The sandbox's control interface: requests, the live stream, and errors in plain words.

export class ApiError extends Error {
  constructor(message, status = 0, code = null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const PLAIN = {
  403: "You are not allowed to do that here.",
  404: "That is no longer there.",
  413: "That is too large to upload here.",
  429: "Too fast: wait a moment and try again.",
};

async function call(method, path, { params, json, form } = {}) {
  const query = params ? `?${new URLSearchParams(Object.entries(params).filter(([, value]) => value !== null && value !== undefined))}` : "";
  const init = { method, credentials: "omit", cache: "no-store" };
  if (form) init.body = form;
  else if (json) Object.assign(init, { body: JSON.stringify(json), headers: { "Content-Type": "application/json" } });
  let response;
  try {
    response = await fetch(path + query, init);
  } catch {
    throw new ApiError("The sandbox does not answer. Start it again with “flashguard sandbox”, then try once more.");
  }
  const text = await response.text();
  let body = null;
  try { body = text ? JSON.parse(text) : null; } catch { /* not JSON: said below by the status */ }
  if (response.ok) return body;
  throw new ApiError(body?.error || PLAIN[response.status] || `The sandbox could not do that (HTTP ${response.status}).`, response.status, body?.code ?? null);
}

/** Return a JSON body, or a form with `payload_json` and `files[n]` where there are files. */
function body(payload, files) {
  if (!files?.length) return { json: payload };
  const form = new FormData();
  form.append("payload_json", JSON.stringify(payload));
  files.forEach((file, n) => form.append(`files[${n}]`, file, file.name));
  return { form };
}

/** The language of this browser, in the place of a person's Discord. */
const locale = navigator.language || "en-US";

export const api = {
  state: (as) => call("GET", "/api/state", { params: { as } }),
  messages: (as, channel, before = null, limit = 50) => call("GET", `/api/channels/${channel}/messages`, { params: { as, limit, before } }),
  post: (as, channel, content, files = [], replyTo = null) =>
    call("POST", `/api/channels/${channel}/messages`, body({ as, content, reply_to: replyTo }, files)),
  forward: (as, channel, { channel_id, id }) => call("POST", `/api/channels/${channel}/messages`, { json: { as, forward: { channel_id, message_id: id } } }),
  remove: (as, channel, message) => call("DELETE", `/api/channels/${channel}/messages/${message}`, { json: { as } }),
  commands: (as, channel) => call("GET", `/api/channels/${channel}/commands`, { params: { as } }),
  converse: (as, others) => call("POST", "/api/conversations", { json: { as, with: others } }),
  contacts: (as, change) => call("PATCH", "/api/contacts", { json: { as, ...change } }),
  install: (as, installed) => call(installed ? "PUT" : "DELETE", "/api/install", { json: { as } }),
  component: (payload) => call("POST", "/api/interactions/component", { json: { locale, ...payload } }),
  command: (payload, files) => call("POST", "/api/interactions/command", body({ locale, ...payload }, files)),
  modal: (payload, files) => call("POST", "/api/interactions/modal", body({ locale, ...payload }, files)),
  cases: (as) => call("GET", "/api/cases", { params: { as } }),
  faults: () => call("GET", "/api/faults"),
  fault: (payload) => call("POST", "/api/faults", { json: payload }),
  mend: () => call("DELETE", "/api/faults"),
  permissions: (payload) => call("POST", "/api/permissions", { json: payload }),
  clock: (advance) => call("POST", "/api/clock", { json: { advance } }),
  /** Return the packaged sample pictures, or none where the sandbox has none. */
  async samples() {
    try {
      const list = await call("GET", "/api/samples");
      return Array.isArray(list) ? list : list?.samples ?? [];
    } catch {
      return [];
    }
  },
};

const EVENTS = ["message", "message_update", "message_delete", "ephemeral", "ephemeral_update", "ephemeral_delete", "modal",
  "interaction_failed", "interaction_done", "bot", "case", "state"];

/**
 * One person's live stream. `onEvent(name, data)`; `onStatus("open" | "lost")`.
 * It reconnects by itself, and lets go while the page is hidden: browsers allow six
 * connections to one host, and forgotten tabs would use them up.
 */
export class Stream {
  #source = null;
  #timer = 0;
  #wait = 500;
  #closed = false;

  constructor(as, onEvent, onStatus) {
    this.as = as;
    this.onEvent = onEvent;
    this.onStatus = onStatus;
    this.onVisibility = () => (document.hidden ? this.#drop() : this.#source ?? this.#open());
    document.addEventListener("visibilitychange", this.onVisibility);
    if (!document.hidden) this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    const source = new EventSource(`/api/events?as=${encodeURIComponent(this.as)}`);
    this.#source = source;
    source.addEventListener("open", () => { this.#wait = 500; this.onStatus("open"); });
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#drop();
      this.onStatus("lost");
      if (this.#closed || document.hidden) return;
      this.#timer = setTimeout(() => this.#open(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, 8000);
    });
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        let data;
        try { data = JSON.parse(event.data); } catch { return; }
        this.onEvent(name, data ?? {});
      });
    }
  }

  #drop() {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  close() {
    this.#closed = true;
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.#drop();
  }
}

const CDN_HOSTS = new Set(["cdn.discordapp.com", "media.discordapp.net", "images-ext-1.discordapp.net"]);
const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Return the path on this server at which a media item can be shown, or null: nothing else is ever loaded. */
export function localUrl(item, key = "url") {
  for (const text of [item?.[`local_${key}`], item?.[key], item?.[`proxy_${key}`]]) {
    if (typeof text !== "string") continue;
    let url;
    try { url = new URL(text, location.origin); } catch { continue; }
    if (CDN_HOSTS.has(url.hostname)) return `/cdn${url.pathname}${url.search}`;
    if (url.protocol === location.protocol && LOOPBACK.has(url.hostname) && url.port === location.port) return url.pathname + url.search;
  }
  return null;
}
