// The "Break something" panel: faults between the bot and Discord, ordered by hand.

import { h, icon, iconButton } from "./dom.js";
import { api } from "./api.js";

const EVENTS = [["MESSAGE_CREATE", "new message"], ["MESSAGE_UPDATE", "edit or preview"], ["MESSAGE_REACTION_ADD", "reaction"], ["INTERACTION_CREATE", "pressed button or command"], ["*", "event of any kind"]];
const EVENT = { name: "event", label: "Event", options: EVENTS };
const seconds = (value, label = "Seconds") => ({ name: "seconds", label, number: value });
const times = (value = 1) => ({ name: "times", label: "Times", number: value, whole: true });
const tick = (name, label) => ({ name, label, tick: true });
const fixed = (kind) => (given) => ({ kind, ...given });

// Each fault: what it is called, what happens, its fields, and the request they make.
const FAULTS = [
  ["Connection", [
    { title: "Cut the bot off", text: "The gateway hangs up and refuses it for a while. People go on posting.", fields: [seconds(10), tick("lost", "It may not resume"), tick("everything", "Nothing of Discord answers")],
      make: ({ lost, ...rest }) => ({ kind: "disconnect", ...rest, resumable: !lost }) },
    { title: "Close the connection", text: "The gateway closes with a code.", fields: [{ name: "code", label: "Code", whole: true, options: [["4000", "4000 unknown error"], ["4009", "4009 session timed out"], ["4014", "4014 intents not allowed"]] }], make: fixed("gateway_close") },
    { title: "Ask for a reconnect", text: "What Discord does when it moves a server (op 7).", fields: [], make: fixed("gateway_reconnect") },
    { title: "Make the session invalid", text: "Op 9: what was missed is not sent again, unless it may resume.", fields: [tick("resumable", "It may resume")], make: fixed("invalid_session") },
    { title: "Send rubbish", text: "A frame that is no JSON.", fields: [], make: fixed("gateway_garbage") },
  ]],
  ["Events", [
    { title: "Disturb the next events", text: "Lost, sent twice, in another order, or with data that make no sense.",
      fields: [{ name: "kind", label: "What happens", options: [["drop_event", "lost"], ["duplicate_event", "sent twice"], ["reorder_event", "after the one behind it"], ["malformed_event", "malformed"]] }, EVENT, times()], make: (given) => given },
  ]],
  ["The bot’s requests", [
    { title: "Refuse requests", text: "The next ones fail.", fields: [{ name: "status", label: "Answer", whole: true, options: [["500", "500 server error"], ["503", "503 unavailable"], ["403", "403 missing permissions"], ["404", "404 not found"]] },
      { name: "method", label: "Requests", options: [["*", "all"], ["DELETE", "that delete"], ["POST", "that post"], ["PATCH", "that change"], ["GET", "that read"]] }, times()],
      make: (given) => ({ kind: "http_status", ...given, ...(given.status === 403 ? { code: 50013, message: "Missing Permissions" } : {}) }) },
    { title: "Limit the rate", text: "429, with a time to wait.", fields: [{ name: "retry_after", label: "Seconds to wait", number: 5 }, { name: "scope", label: "Scope", options: [["user", "this route"], ["shared", "shared with others"], ["global", "everything"]] }, times()],
      make: ({ scope, ...rest }) => ({ kind: "rate_limited", ...rest, global: scope === "global", shared: scope === "shared" }) },
    { title: "Answer late", text: "The answer takes its time.", fields: [seconds(3), times()], make: fixed("latency") },
  ]],
  ["The bot’s downloads", [
    { title: "Break the next pictures", text: "As the bot gets them; people’s browsers get them whole.",
      fields: [{ name: "how", label: "What happens", options: [["cdn_slow", "slow, 20 seconds"], ["cdn_truncated", "cut in half"], ["404", "not found"], ["503", "server error"], ["cdn_redirect", "redirected to itself"], ["none", "no declared length"], ["lie", "a declared length that lies"], ["expired_links", "links born expired"]] }, times()],
      make: ({ how, times: n }) => ({ times: n, ...({ cdn_slow: { kind: how, seconds: 20 }, 404: { kind: "cdn_status", status: 404 }, 503: { kind: "cdn_status", status: 503 }, none: { kind: "cdn_length" }, lie: { kind: "cdn_length", says: 50_000_000 } }[how] ?? { kind: how }) }) },
  ]],
  ["Permissions and time", [
    { title: "Take a permission away", text: "From the bot, in the channel that you look at.", permission: true,
      fields: [{ name: "name", label: "Permission", options: [["manage_messages", "Manage Messages"], ["view_channel", "View Channel"], ["read_message_history", "Read Message History"], ["send_messages", "Send Messages"], ["attach_files", "Attach Files"], ["embed_links", "Embed Links"]] }, tick("back", "Give all back")] },
    { title: "Let time pass", text: "Links run out after a day, timeouts after their time.", clock: true, fields: [{ name: "hours", label: "Hours", number: 25 }] },
  ]],
];

const NAMES = { drop_event: "lost event", duplicate_event: "event sent twice", reorder_event: "event in another order", malformed_event: "malformed event", http_status: "refused request",
  rate_limited: "rate limit", latency: "late answer", cdn_slow: "slow download", cdn_truncated: "download cut in half", cdn_status: "failed download", cdn_redirect: "redirected download", cdn_length: "download of a wrong length" };

let counter = 0;

function control(field) {
  counter += 1;
  const id = `fault-${counter}`;
  if (field.tick) {
    const box = h("input", { type: "checkbox", id });
    return { node: h("div", { class: "tick" }, box, h("label", { for: id }, field.label)), read: () => box.checked };
  }
  const input = field.options
    ? h("select", { id }, field.options.map(([value, label]) => h("option", { value }, label)))
    : h("input", { id, type: "number", min: field.whole ? 1 : 0, max: 100000, step: field.whole ? 1 : "any", value: String(field.number), required: true });
  const read = () => (field.options && !field.whole ? input.value : Number(input.value));
  return { node: h("div", { class: "form-field" }, h("label", { for: id }, field.label), input), read };
}

/** Open the panel; `where()` gives {me, channel, bot_role_id} at the time of a click. */
export function openFaults(where) {
  // Toasts lie behind an open dialog: what came of a click is said in its foot.
  const said = h("p", { class: "said", role: "status" });
  const say = (text, failed = false) => { said.textContent = text; said.classList.toggle("form-error", failed); };
  const waiting = h("ul", { class: "waiting", "aria-label": "Waiting to break" });
  const show = async () => {
    try {
      const { waiting: list, cut_off: cut } = await api.faults();
      const lines = list.map((fault) => h("li", {}, `Waiting: ${NAMES[fault.kind] ?? fault.kind}${fault.times > 1 ? `, ${fault.times} times` : ""}`));
      if (cut) lines.unshift(h("li", {}, "The bot is cut off."));
      waiting.replaceChildren(...(lines.length ? lines : [h("li", {}, "Nothing waits to break.")]));
    } catch (error) {
      say(error.message, true);
    }
  };
  const order = async (fault, given) => {
    const { channel, bot_role_id: role } = where();
    if (fault.clock) return api.clock(given.hours * 3600);
    if (fault.permission) return api.permissions({ channel_id: channel, target: role, allow: [], deny: given.back ? [] : [given.name] });
    return api.fault(fault.make(given));
  };
  const row = (fault) => {
    const parts = fault.fields.map((field) => [field.name, control(field)]);
    const form = h("form", { class: "fault", "aria-label": fault.title },
      h("div", { class: "fault-text" }, h("h4", {}, fault.title), h("p", { class: "muted" }, fault.text)),
      h("div", { class: "fault-fields" }, parts.map(([, part]) => part.node), h("button", { type: "submit", class: "button secondary" }, "Do it", h("span", { class: "sr" }, `: ${fault.title}`))));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await order(fault, Object.fromEntries(parts.map(([name, part]) => [name, part.read()])));
        say(`${fault.title}: done.`);
      } catch (error) {
        say(error.message, true);
      }
      await show();
    });
    return form;
  };
  const mend = h("button", { type: "button", class: "button primary", on: { click: () => api.mend().then(() => say("Everything is mended."), (error) => say(error.message, true)).then(show) } }, "Mend everything");
  const dialog = h("dialog", { class: "card-dialog faults-dialog", id: "faults", "aria-labelledby": "faults-title", on: { close: () => { clearInterval(timer); dialog.remove(); } } },
    h("header", { class: "dialog-head" }, h("div", {}, h("h2", { id: "faults-title" }, "Break something"),
      h("p", { class: "muted" }, "What happens to bots between them and Discord. Break it, close this, and watch what the bot makes of it.")), iconButton("close", "Close", () => dialog.close())),
    h("div", { class: "dialog-body" }, FAULTS.map(([title, faults]) => h("section", { "aria-label": title }, h("h3", { class: "side-title" }, title), faults.map(row)))),
    h("footer", { class: "dialog-foot" }, h("div", {}, said, waiting), mend));
  const timer = setInterval(show, 1000);
  document.body.append(dialog);
  dialog.showModal();
  show();
  return dialog;
}

/** Return the button that opens the panel. */
export function faultsButton(where) {
  return h("button", { type: "button", class: "side-button", "aria-haspopup": "dialog", on: { click: () => openFaults(where) } }, icon("bolt", 18), h("span", {}, "Break something"));
}
