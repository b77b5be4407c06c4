// The side panel: what the bot recorded about a post, and when.

import { h, icon } from "./dom.js";
import { api } from "./api.js";

const POLL_MS = 3000;

const VERDICTS = { explicit: ["Explicit", "alert"], suspect: ["Suspect", "eye"], unscreened: ["Not screened", "ghost"], clean: ["Clean", "check"] };
const REASONS = {
  too_large: "too large", timeout: "took too long", undecodable: "could not be read as a picture", unsupported: "a kind that is not screened",
  fetch_failed: "could not be downloaded", overloaded: "too much at once", crashed: "the screening process stopped",
};
const ACTIONS = {
  remove: "Remove the post", suppress_preview: "Hide the link preview", repost_blurred: "Notice with unrecognisable copy", notice: "Post a notice",
  alert_moderators: "Tell the moderators", notify_sender: "Tell the sender", timeout: "Time the sender out", kick: "Kick the sender", ban: "Ban the sender", hold: "Hold for review",
};
const STATUSES = { done: ["Done", "check"], failed: ["Failed", "cross"], skipped: ["Skipped", "skip"], simulated: ["Simulated", "ghost"] };
const SURFACES = { attachment: "Attachment", embed: "Link preview", forward: "Forwarded", sticker: "Sticker", emoji: "Emoji", component: "Component" };

const sentence = (name) => { const words = String(name ?? "").toLowerCase().replaceAll("_", " "); return words.charAt(0).toUpperCase() + words.slice(1); };
const lower = (value) => String(value ?? "").toLowerCase();
const nameOf = (value) => (typeof value === "object" ? value?.display_name || value?.name : value) ?? "";

function clock(iso) {
  const date = new Date(iso);
  if (!iso || Number.isNaN(date.getTime())) return "";
  return `${date.toLocaleTimeString(undefined, { hour12: false })}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Return "+142 ms" or "+12.3 s" for the time between two instants. */
function since(from, to) {
  const ms = new Date(to) - new Date(from);
  if (!from || !to || Number.isNaN(ms)) return "";
  if (Math.abs(ms) < 10000) return `${ms < 0 ? "−" : "+"}${Math.abs(Math.round(ms))} ms`;
  if (Math.abs(ms) < 120000) return `+${(ms / 1000).toFixed(1)} s`;
  return `+${Math.round(ms / 60000)} min`;
}

function chip(kind, small = false) {
  const [label, mark] = VERDICTS[lower(kind)] ?? [sentence(kind || "waiting"), "clock"];
  return h("span", { class: `chip ${VERDICTS[lower(kind)] ? lower(kind) : "waiting"}${small ? " small" : ""}` }, icon(mark, small ? 14 : 16), label);
}

function scoreBar(label, score) {
  if (typeof score !== "number") return label ? h("p", {}, sentence(label)) : null;
  return h("div", { class: "score" },
    h("div", { class: "score-text" }, h("span", {}, label ? sentence(label) : "Score"), h("b", {}, score.toFixed(2))),
    h("div", { class: "meter", role: "img", "aria-label": `Score ${score.toFixed(2)} of 1`, css: { "--score": `${Math.round(score * 100)}%` } }));
}

const fact = (name, ...value) => (value.filter(Boolean).length ? [h("dt", {}, name), h("dd", {}, ...value)] : null);

function timeline(data) {
  const done = data.outcomes ?? [];
  const waiting = (data.actions ?? []).filter((action) => !done.some((outcome) => lower(outcome.action) === lower(action)));
  const step = (kind, mark, title, detail, after, word = "") => h("li", { class: kind }, h("span", { class: "step-mark" }, icon(mark, 14)),
    h("div", {}, h("div", { class: "step-head" }, h("span", {}, title), h("span", { class: "after" }, after)), word ? h("span", { class: "step-word" }, word) : null, detail ? h("small", {}, detail) : null));
  return h("ol", { class: "timeline", role: "list" },
    step("posted", "image", "Posted", "", clock(data.posted_at)),
    data.received_at ? step("received", "eye", "Seen by the bot", "", since(data.posted_at, data.received_at)) : null,
    data.opened_at ? step("opened", "case", "Case recorded", "", since(data.posted_at, data.opened_at)) : null,
    done.map((outcome) => {
      const [word, mark] = STATUSES[lower(outcome.status)] ?? [sentence(outcome.status), "clock"];
      return step(lower(outcome.status), mark, ACTIONS[lower(outcome.action)] ?? sentence(outcome.action), outcome.detail, since(data.posted_at, outcome.at), word);
    }),
    waiting.map((action) => step("waiting", "clock", ACTIONS[lower(action)] ?? sentence(action), "", "", "Waiting")));
}

function hash(name, value) {
  return value ? h("div", { class: "hash" }, h("span", {}, name), h("code", { tabIndex: 0 }, value)) : null;
}

function mediaItem(item) {
  const size = item.width && item.height ? `${item.width} × ${item.height}` : "";
  const frames = item.frames ? `${item.frames_screened ?? 0} of ${item.frames} ${item.frames === 1 ? "frame" : "frames"} screened` : "";
  const kind = nameOf(item.verdict?.kind ?? item.verdict);
  return h("li", { class: "media-item" },
    h("div", { class: "media-head" }, h("span", { class: "clip", title: item.filename ?? "" }, item.filename || SURFACES[lower(item.surface)] || "Picture"), chip(kind, true)),
    h("p", { class: "muted" }, [SURFACES[lower(item.surface)] ?? sentence(item.surface), item.format?.toUpperCase(), size].filter(Boolean).join(" · ")),
    scoreBar(item.label, item.score),
    item.reason ? h("p", { class: "muted" }, `Reason: ${REASONS[lower(item.reason)] ?? sentence(item.reason)}`) : null,
    lower(kind) === "unscreened" && item.detail ? h("p", { class: "muted" }, sentence(item.detail)) : null,
    h("p", { class: "muted" }, [frames, typeof item.elapsed_ms === "number" ? `screened in ${Math.round(item.elapsed_ms)} ms` : ""].filter(Boolean).join(" · ")),
    item.sha256 || item.pdq ? h("details", {}, h("summary", {}, "Fingerprints"), hash("SHA-256", item.sha256), hash("PDQ", item.pdq)) : null);
}

function detail(data) {
  const verdict = data.verdict ?? {};
  return h("article", { class: "case", dataset: { caseNumber: String(data.number) } },
    h("header", { class: "case-head" }, h("h3", {}, `Case ${data.number}`), chip(verdict.kind)),
    data.recorded === false ? h("p", { class: "notice danger" }, icon("alert", 16), "The record could not be written. People were protected all the same.") : null,
    scoreBar(verdict.label, verdict.score),
    verdict.reason ? h("p", {}, `Reason: ${REASONS[lower(verdict.reason)] ?? sentence(verdict.reason)}.`) : null,
    h("dl", { class: "facts" }, fact("Sender", nameOf(data.sender)), fact("Channel", data.channel ? `#${String(nameOf(data.channel)).replace(/^#/, "")}` : ""), fact("State", sentence(data.state)),
      data.policy_version ? fact("Policy", data.policy_version) : null),
    h("h4", {}, "What happened"), timeline(data),
    data.media?.length ? [h("h4", {}, data.media.length === 1 ? "Picture" : `Pictures (${data.media.length})`), h("ul", { class: "media-list", role: "list" }, data.media.map(mediaItem))] : null,
    h("p", { class: "muted fine" }, "No case holds a picture: only what was measured."));
}

export class CasePanel {
  #cases = [];
  #chosen = null; // null: follow the newest
  #shown = "";
  #timer = 0;
  #soon = 0;
  #reader = null;

  constructor(root, onNew) {
    this.root = root;
    this.onNew = onNew;
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.refresh(); });
  }

  /** Read cases through a person who may: cases are for admins and moderators. */
  readAs(person) {
    this.#reader = person?.id ?? null;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => { if (!document.hidden) this.refresh(); }, POLL_MS);
    this.refresh();
  }

  /** Read again shortly: something happened in the chat. */
  soon() {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => this.refresh(), 120);
  }

  /** Take one case that came live. */
  take(data) {
    if (data?.number === undefined) { this.soon(); return; }
    const rest = this.#cases.filter((other) => other.number !== data.number);
    this.#update([data, ...rest].sort((a, b) => b.number - a.number));
  }

  async refresh() {
    if (!this.#reader) { this.#draw(); return; }
    try {
      this.#update((await api.cases(this.#reader)).cases ?? []);
    } catch (error) {
      if (!this.#cases.length) this.#draw(error.status === 404 ? "" : error.message);
    }
  }

  #update(cases) {
    const newest = cases[0]?.number;
    if (newest !== undefined && newest !== this.#cases[0]?.number) {
      if (this.#shown) this.onNew(cases[0]);
      this.#chosen = null;
    }
    this.#cases = cases;
    this.#draw();
  }

  // Drawn again only where something changed, so that the focus and open details stay.
  #draw(error = "") {
    const state = JSON.stringify([this.#cases, this.#chosen, error]);
    if (state === this.#shown) return;
    this.#shown = state;
    if (!this.#cases.length) {
      this.root.replaceChildren(h("div", { class: "empty" }, icon("case", 34), h("p", {}, error || "No case yet."), h("p", { class: "muted" }, "When the bot acts on a post, what it recorded appears here: the verdict, what was done, and when.")));
      return;
    }
    const shown = this.#cases.find((data) => data.number === this.#chosen) ?? this.#cases[0];
    const others = this.#cases.length > 1 ? h("nav", { class: "case-list", "aria-label": "Cases" }, this.#cases.slice(0, 30).map((data) => h("button", {
      type: "button", "aria-current": data === shown ? "true" : null, dataset: { pick: String(data.number) },
      on: { click: () => { this.#chosen = data.number; this.#draw(); } },
    }, `${data.number}`, h("span", { class: "sr" }, ` ${lower(data.verdict?.kind)}`), h("span", { class: `dot ${lower(data.verdict?.kind)}`, "aria-hidden": "true" })))) : null;
    const focused = this.root.contains(document.activeElement) ? document.activeElement.dataset.pick : undefined;
    const open = [...this.root.querySelectorAll("details")].map((node) => node.open);
    this.root.replaceChildren(...[others, detail(shown)].filter(Boolean));
    this.root.querySelectorAll("details").forEach((node, n) => { node.open = Boolean(open[n]); });
    if (focused) this.root.querySelector(`[data-pick="${Number(focused)}"]`)?.focus();
  }
}
