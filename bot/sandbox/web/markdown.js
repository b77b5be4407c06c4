// Discord's Markdown (the subset people meet) to DOM nodes. Text never becomes markup: every
// character of a message ends in a text node or in a checked attribute.

import { h } from "./dom.js";
import { localUrl } from "./api.js";

const MAX_DEPTH = 12;

/** Return only addresses that a click may open. */
export function safeLink(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

const MESSAGE_LINK = /^https:\/\/(?:\w+\.)?discord\.com\/channels\/\d+\/(\d+)(?:\/(\d+))?$/;

// A link to a message of this world stays in this page: app.js opens it.
function link(href, context, ...label) {
  const [, channel, message] = MESSAGE_LINK.exec(href) ?? [];
  if (channel) {
    const name = `#${context.session?.channel(channel)?.name ?? "channel"}`;
    const text = label[0] === href ? [message ? `${name} › message` : name] : label;
    return h("a", { href: "#", class: "mention", title: href, dataset: { jumpChannel: channel, jumpMessage: message ?? "" } }, text);
  }
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", title: href }, ...label);
}

/** Return a cover that a click, Enter or Space lifts. */
export function spoiler(children, label = "Spoiler: show") {
  const node = h("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": label }, h("span", { class: "spoiler-text", inert: true }, children));
  const lift = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    node.replaceWith(h("span", { class: "spoiler lifted" }, children));
  };
  node.addEventListener("click", lift);
  node.addEventListener("keydown", lift);
  return node;
}

const RELATIVE = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const STYLES = {
  t: { timeStyle: "short" }, T: { timeStyle: "medium" }, d: { dateStyle: "short" }, D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" }, F: { dateStyle: "full", timeStyle: "short" },
};

function timestamp(seconds, style = "f") {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const full = new Intl.DateTimeFormat(undefined, STYLES.F).format(date);
  let text;
  if (style === "R") {
    const delta = (date.getTime() - Date.now()) / 1000;
    const [unit, length] = UNITS.find(([, size]) => Math.abs(delta) >= size) ?? UNITS.at(-1);
    text = RELATIVE.format(Math.round(delta / length), unit);
  } else {
    text = new Intl.DateTimeFormat(undefined, STYLES[style] ?? STYLES.f).format(date);
  }
  return h("time", { class: "stamp", dateTime: date.toISOString(), title: full }, text);
}

/** Return a custom emoji's picture, or its name where there is none. */
export function emoji({ id, name, animated }) {
  const src = localUrl({ url: `https://cdn.discordapp.com/emojis/${id}.${animated ? "gif" : "png"}` });
  const image = h("img", { class: "emoji", src, alt: `:${name}:`, title: `:${name}:`, draggable: false });
  image.addEventListener("error", () => image.replaceWith(`:${name}:`));
  return image;
}

const mention = (text) => h("span", { class: "mention" }, text);

// [rule, what it becomes]; tried in this order at every position. No rule may hold a repeat of an
// ambiguous repeat: messages are written by strangers, and such a rule could hang the page.
const INLINE = [
  [/\\([^\p{L}\p{N}\s])/uy, (m) => m[1]],
  [/(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)/sy, (m) => h("code", {}, m[2].trim() || m[2])],
  [/<@!?(\d{15,21})>/y, (m, c) => mention(`@${personName(c, m[1])}`)],
  [/<@&(\d{15,21})>/y, (m, c) => mention(`@${c.session?.role(m[1])?.name ?? "role"}`)],
  [/<#(\d{15,21})>/y, (m, c) => mention(`#${c.session?.channel(m[1])?.name ?? "channel"}`)],
  [/<\/([^:<>]{1,98}):\d{15,21}>/y, (m) => mention(`/${m[1]}`)],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => timestamp(m[1], m[2])],
  [/<(a?):(\w{2,32}):(\d{15,21})>/y, (m) => emoji({ animated: m[1], name: m[2], id: m[3] })],
  [/@(everyone|here)\b/y, (m) => mention(m[0])],
  [/\[((?:[^\[\]\\]|\\.)+)\]\(<?(https?:\/\/[^\s<>)]+)>?\)/y, (m, c) => (safeLink(m[2]) ? link(safeLink(m[2]), c, inline(m[1], c)) : null)],
  [/<(https?:\/\/[^\s<>]+)>/y, (m, c) => (safeLink(m[1]) ? link(safeLink(m[1]), c, m[1]) : null)],
  [/https?:\/\/[^\s<]+[^\s<.,:;"')\]!?*_~|]/y, (m, c) => (safeLink(m[0]) ? link(safeLink(m[0]), c, m[0]) : null)],
  [/\|\|(.+?)\|\|/sy, (m, c) => spoiler(inline(m[1], c))],
  [/\*\*\*(?=\S)(.+?)(?<=\S)\*\*\*(?!\*)/sy, (m, c) => h("strong", {}, h("em", {}, inline(m[1], c)))],
  [/\*\*(?=\S)(.+?)\*\*(?!\*)/sy, (m, c) => h("strong", {}, inline(m[1], c))],
  [/__(?=\S)(.+?)__(?!_)/sy, (m, c) => h("u", {}, inline(m[1], c))],
  [/~~(?=\S)(.+?)~~/sy, (m, c) => h("s", {}, inline(m[1], c))],
  [/\*(?=[^\s*])((?:\*\*[^*]+\*\*|[^*])+)\*(?!\*)/y, (m, c) => h("em", {}, inline(m[1], c))],
  [/(?<![\p{L}\p{N}])_(?=[^\s_])((?:__[^_]+__|[^_])+)_(?![_\p{L}\p{N}])/uy, (m, c) => h("em", {}, inline(m[1], c))],
];
const STARTS = /[\\`<@[h|*_~]/g;

function personName(context, id) {
  const person = context.session?.person(id);
  return person ? person.display_name || person.name : "someone";
}

/** Return nodes for text within one line or paragraph. */
export function inline(text, context = {}) {
  const inner = { ...context, depth: (context.depth ?? 0) + 1 };
  if (inner.depth > MAX_DEPTH) return [text];
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => { if (plain) nodes.push(plain); plain = ""; };
  while (at < text.length) {
    STARTS.lastIndex = at;
    const next = STARTS.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    let hit = null;
    for (const [rule, make] of INLINE) {
      rule.lastIndex = at;
      const match = rule.exec(text);
      const node = match && make(match, inner);
      if (node === null || node === undefined) continue;
      hit = [match[0].length, node];
      break;
    }
    if (!hit) { plain += text[at]; at += 1; continue; }
    at += hit[0];
    if (typeof hit[1] === "string") plain += hit[1];
    else { flush(); nodes.push(hit[1]); }
  }
  flush();
  return nodes;
}

const FENCE = /```(?:([\w+#.-]{1,24})\n)?([\s\S]*?)```/g;

/** Return block nodes for a whole message. */
export function markdown(text, context = {}) {
  const nodes = [];
  let at = 0;
  for (const fence of text.matchAll(FENCE)) {
    if (!fence[2].trim()) continue;
    nodes.push(...blocks(text.slice(at, fence.index).replace(/\n$/, ""), context));
    nodes.push(h("pre", { tabIndex: 0 }, h("code", {}, fence[2].replace(/^\n+|\s+$/g, ""))));
    at = fence.index + fence[0].length;
    if (text[at] === "\n") at += 1;
  }
  nodes.push(...blocks(text.slice(at), context));
  return nodes;
}

const LIST = /^( *)([-*]|\d{1,9}\.) +(.+)$/;

function blocks(text, context) {
  if (!text) return [];
  const nodes = [];
  const lines = text.split("\n");
  let paragraph = [];
  const flush = () => {
    if (paragraph.length) nodes.push(h("p", {}, inline(paragraph.join("\n"), context)));
    paragraph = [];
  };
  for (let n = 0; n < lines.length; n += 1) {
    const line = lines[n];
    const heading = /^(#{1,3}) +(.+)$/.exec(line);
    const small = /^-# +(.+)$/.exec(line);
    if (heading) {
      flush();
      nodes.push(h("div", { class: `heading h${heading[1].length}`, role: "heading", "aria-level": heading[1].length + 3 }, inline(heading[2], context)));
    } else if (small) {
      flush();
      nodes.push(h("p", { class: "subtext" }, inline(small[1], context)));
    } else if (line.startsWith(">>> ")) {
      flush();
      nodes.push(h("blockquote", {}, blocks([line.slice(4), ...lines.slice(n + 1)].join("\n"), context)));
      break;
    } else if (line.startsWith("> ") || line === ">") {
      flush();
      const quoted = [];
      while (n < lines.length && (lines[n].startsWith("> ") || lines[n] === ">")) { quoted.push(lines[n].slice(2)); n += 1; }
      n -= 1;
      nodes.push(h("blockquote", {}, blocks(quoted.join("\n"), context)));
    } else if (LIST.test(line)) {
      flush();
      const items = [];
      while (n < lines.length && LIST.test(lines[n])) { items.push(LIST.exec(lines[n])); n += 1; }
      n -= 1;
      nodes.push(list(items, context));
    } else if (line.trim() === "" && paragraph.length === 0) {
      if (nodes.length) nodes.push(h("div", { class: "gap" }));
    } else {
      paragraph.push(line);
    }
  }
  flush();
  return nodes;
}

function list(items, context) {
  const ordered = /\d/.test(items[0][2]);
  const base = items[0][1].length;
  const node = h(ordered ? "ol" : "ul", ordered ? { start: parseInt(items[0][2], 10) } : {});
  for (let n = 0; n < items.length; n += 1) {
    const nested = [];
    const item = h("li", {}, inline(items[n][3], context));
    while (n + 1 < items.length && items[n + 1][1].length > base) { nested.push(items[n + 1]); n += 1; }
    if (nested.length) item.append(list(nested, context));
    node.append(item);
  }
  return node;
}
