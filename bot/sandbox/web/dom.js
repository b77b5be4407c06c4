// Small helpers that every module shares: building nodes, icons, times, menus, announcements.
// Nothing here ever turns text into markup: text goes in as text nodes only.

const SVG = "http://www.w3.org/2000/svg";

/**
 * Build an element. `props` may hold `class`, `dataset`, `on` ({event: handler}), `css`
 * (custom properties), DOM properties in camelCase, and attributes with a dash or `role`, `for`.
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || (value === false && key !== "draggable")) continue;
    if (key === "class") node.className = value;
    else if (key === "dataset") Object.assign(node.dataset, value);
    else if (key === "on") for (const [name, fn] of Object.entries(value)) node.addEventListener(name, fn);
    else if (key === "css") for (const [name, text] of Object.entries(value)) node.style.setProperty(name, text);
    else if (key.includes("-") || key === "role" || key === "for" || key === "popover") node.setAttribute(key, value === true ? "" : value);
    else node[key] = value;
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const $ = (selector, root = document) => root.querySelector(selector);

// Line icons on a 24 × 24 grid, drawn for this page.
const ICONS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M4 15h16",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  plus: "M12 5v14M5 12h14",
  slash: "M15.5 4l-7 16",
  send: "M4 12 20 4l-5 16-3.5-6.5z M11.5 13.5 20 4",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 6 4 12l6 6M4 12h10a6 6 0 0 1 6 6",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 8.5h.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  link: "M14 5h5v5M19 5l-8 8M11 6H6v12h12v-5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M7 7l10 10M17 7 7 17",
  skip: "M5 12h14M13 6l6 6-6 6",
  ghost: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4l2.5 2.5",
  shield: "M12 3l7.5 3v5.5c0 4.6-3.1 8-7.5 9.5-4.4-1.5-7.5-4.9-7.5-9.5V6z",
  alert: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.4h.01",
  down: "M6 9l6 6 6-6",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  list: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  case: "M7 4h10v17H7zM10 9h4M10 13h4M10 17h2M10 4V2.8h4V4",
  samples: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 7.5V12l3 2",
  swap: "M4 8h14l-4-4M20 16H6l4 4",
  bolt: "M13 3 5 13.5h6L10 21l9-11h-6.5z",
};

export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", ICONS[name] ?? ICONS.file);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onClick, extra = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, on: { click: onClick }, ...extra }, icon(name));
}

/** Return an avatar: a disc in the person's colour with the first letters of the name. */
export function avatar(person, size = 40) {
  const name = person?.display_name || person?.name || "?";
  const colour = cssColour(person?.avatar_color) ?? "#6b7775";
  const letters = name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
  const disc = h("span", { class: "avatar", "aria-hidden": "true", css: { "--avatar": colour, "--ink": inkOn(colour), "--size": `${size}px` } },
    person?.bot ? icon("shield", Math.round(size * 0.55)) : letters);
  if (person?.picture) {
    const image = h("img", { src: person.picture, alt: "", draggable: false });
    image.addEventListener("load", () => disc.replaceChildren(image));
  }
  return disc;
}

/** Return how a channel or a conversation is called. */
export const placeOf = (channel) => (["dm", "bot"].includes(channel.kind) ? `@${channel.name}` : channel.kind === "group" ? channel.name : `#${channel.name}`);

/** Accept Discord's integer colours and "#rrggbb"; anything else is no colour. */
export function cssColour(value) {
  if (typeof value === "number" && value > 0) return `#${value.toString(16).padStart(6, "0").slice(-6)}`;
  return typeof value === "string" && /^#[0-9a-f]{6}$/i.test(value) ? value : null;
}

// WCAG 2's relative luminance; white from the point on where white contrasts better than black.
function inkOn(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000000" : "#ffffff";
}

const DISCORD_EPOCH_MS = 1420070400000n;
export const snowflakeMs = (id) => Number((BigInt(id) >> 22n) + DISCORD_EPOCH_MS);
export const compareIds = (a, b) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

export function timeNode(when) {
  const date = new Date(when);
  const today = date.toDateString() === new Date().toDateString();
  return h("time", { dateTime: date.toISOString(), title: FULL.format(date) }, today ? CLOCK.format(date) : `${DAY.format(date)}, ${CLOCK.format(date)}`);
}

export function bytesText(size) {
  if (size < 1024) return `${size} bytes`;
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
  return `${(size / 1024 / 1024).toFixed(1).replace(/\.0$/, "")} MB`;
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const live = $("#live");
  const line = h("p", {}, text);
  live.append(line);
  while (live.children.length > 5) live.firstChild.remove();
}

/** Show a short error that stays until it is read or dismissed. */
export function toast(text, kind = "error") {
  const box = $("#toasts");
  const item = h("div", { class: `toast ${kind}` }, icon(kind === "error" ? "alert" : "check"), h("p", {}, text));
  item.append(iconButton("close", "Dismiss", () => item.remove()));
  box.append(item);
  if (box.children.length > 3) box.firstChild.remove();
  setTimeout(() => item.remove(), 9000);
}

/** Open a menu next to its button. Arrow keys move, Esc closes, focus goes back. */
export function openMenu(anchor, items, { label, role = "menu" } = {}) {
  const menu = h("div", { class: "menu", popover: "auto", role, "aria-label": label }, items);
  (anchor.closest("dialog") ?? document.body).append(menu); // all outside an open dialog is inert
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const focusWasInside = menu.contains(document.activeElement) || document.activeElement === document.body;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
    if (focusWasInside && anchor.isConnected) anchor.focus();
  });
  const stops = () => [...menu.querySelectorAll("button:not(:disabled), input")];
  menu.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = stops();
    if (step) all[(all.indexOf(document.activeElement) + step + all.length) % all.length]?.focus();
    else if (event.key === "Home") all[0]?.focus();
    else if (event.key === "End") all.at(-1)?.focus();
    else if (event.key === "Tab") { menu.hidePopover(); return; }
    else return;
    event.preventDefault();
  });
  menu.showPopover();
  anchor.setAttribute("aria-expanded", "true");
  const box = anchor.getBoundingClientRect();
  const width = Math.max(menu.offsetWidth, role === "listbox" ? Math.min(box.width, 420) : 0);
  const below = box.bottom + menu.offsetHeight + 8 < innerHeight;
  menu.style.setProperty("min-width", `${width}px`);
  menu.style.setProperty("left", `${Math.max(8, Math.min(role === "listbox" ? box.left : box.right - width, innerWidth - width - 8))}px`);
  menu.style.setProperty("top", `${below ? box.bottom + 4 : Math.max(8, box.top - menu.offsetHeight - 4)}px`);
  stops()[0]?.focus();
  return menu;
}

export function menuItem(name, text, onClick, extra = {}) {
  return h("button", { type: "button", role: "menuitem", tabIndex: -1, on: { click: (event) => { event.currentTarget.closest("[popover]").hidePopover(); onClick(); } }, ...extra },
    name ? icon(name, 18) : null, h("span", {}, text));
}

/** Keep for the browser's own memory only; private windows may refuse it. */
export const memory = {
  get(key) { try { return localStorage.getItem(`flashguard.${key}`); } catch { return null; } },
  set(key, value) { try { localStorage.setItem(`flashguard.${key}`, value); } catch { /* nothing to keep it in */ } },
};
