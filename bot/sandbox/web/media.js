// Pictures, files and embeds inside a message.

import { bytesText, cssColour, h, icon, iconButton, timeNode } from "./dom.js";
import { localUrl } from "./api.js";
import { inline, markdown, safeLink } from "./markdown.js";

const IS_SPOILER = 1 << 3;
const IMAGE = /\.(png|jpe?g|gif|webp|avif|bmp)$/i;

const kindOf = (item) => {
  const type = item.content_type ?? "";
  if (type.startsWith("image/") || (!type && IMAGE.test(item.filename ?? item.url?.split("?")[0] ?? ""))) return "image";
  if (type.startsWith("video/")) return "video";
  return type.startsWith("audio/") ? "audio" : "file";
};

function lightbox(src, alt, title) {
  const close = () => dialog.close();
  const dialog = h("dialog", { class: "lightbox", "aria-label": title || "Picture", on: { close: () => dialog.remove(), click: (event) => { if (event.target === dialog) close(); } } },
    h("img", { src, alt }), h("div", { class: "lightbox-bar" }, h("span", {}, title), iconButton("close", "Close", close)));
  document.body.append(dialog);
  dialog.showModal();
}

function missing(text) {
  return h("span", { class: "media-missing" }, icon("image"), h("span", {}, text));
}

/** Return one picture, covered where it is a spoiler; nothing off this server is ever loaded. */
export function picture(item, { description, spoiler = false, title = "", fallback = "", thumb = false } = {}) {
  const src = localUrl(item);
  const name = description || title || "Picture";
  if (!src) return missing(fallback || "This picture lies outside the sandbox and is not loaded.");
  const image = h("img", { src, alt: name, loading: thumb ? "lazy" : "eager", decoding: "async", draggable: false });
  if (item.width && item.height) { image.width = item.width; image.height = item.height; }
  const open = h("button", { type: "button", class: "picture", "aria-label": `Open picture: ${name}`, on: { click: () => lightbox(src, name, title || description || "") } }, image);
  image.addEventListener("error", () => open.replaceWith(missing("This picture is no longer available.")));
  return spoiler ? cover(open) : open;
}

function cover(node) {
  const box = h("div", { class: "covered" }, node);
  node.inert = true;
  const lift = h("button", { type: "button", class: "cover", "aria-label": "Spoiler: show the picture" }, icon("eye"), h("span", {}, "Spoiler"));
  lift.addEventListener("click", () => { lift.remove(); node.inert = false; box.classList.add("lifted"); node.focus?.(); });
  box.append(lift);
  return box;
}

export function fileCard(item) {
  const src = localUrl(item);
  const name = item.filename ?? item.name ?? "file";
  return h("div", { class: "file-card" }, icon("file", 24),
    h("div", {}, src ? h("a", { href: src, download: name }, name) : h("span", {}, name), item.size ? h("small", {}, bytesText(item.size)) : null));
}

export function attachmentNode(item) {
  const kind = kindOf(item);
  const spoiler = item.filename?.startsWith("SPOILER_") || Boolean((item.flags ?? 0) & IS_SPOILER) || item.spoiler === true;
  const src = localUrl(item);
  if (kind === "image") return picture(item, { description: item.description, title: item.filename, spoiler });
  if (src && (kind === "video" || kind === "audio")) {
    const player = h(kind, { src, controls: true, preload: "metadata", "aria-label": item.description || item.filename });
    return spoiler ? cover(player) : player;
  }
  return fileCard(item);
}

export function attachments(list) {
  if (!list?.length) return null;
  const pictures = list.filter((item) => kindOf(item) === "image");
  const others = list.filter((item) => kindOf(item) !== "image");
  return h("div", { class: "attachments" },
    pictures.length ? h("div", { class: `gallery n${Math.min(pictures.length, 5)}` }, pictures.map(attachmentNode)) : null,
    others.map(attachmentNode));
}

/** Return a gallery of unfurled media (component type 12). */
export function mediaGallery(items) {
  return h("div", { class: `gallery n${Math.min(items.length, 5)}` },
    items.map((item) => (kindOf(item.media ?? {}) === "video"
      ? attachmentNode({ ...item.media, filename: "video", spoiler: item.spoiler })
      : picture(item.media ?? {}, { description: item.description, spoiler: item.spoiler }))));
}

function titled(text, url, context, className) {
  const href = safeLink(url);
  const body = inline(text, context);
  return h("div", { class: className }, href ? h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, body) : body);
}

export function embed(data, context) {
  if (data.type === "image" && data.thumbnail && !data.title) {
    return h("div", { class: "attachments" }, picture(data.thumbnail, { title: "Linked picture" }));
  }
  const fields = (data.fields ?? []).map((field) => h("div", { class: field.inline ? "field inline" : "field" },
    h("div", { class: "field-name" }, inline(field.name ?? "", context)), h("div", { class: "md" }, markdown(field.value ?? "", context))));
  const footer = data.footer?.text || data.timestamp;
  const main = h("div", { class: "embed-main" },
    data.provider?.name ? h("div", { class: "embed-small" }, data.provider.name) : null,
    data.author?.name ? titled(data.author.name, data.author.url, { depth: 99 }, "embed-author") : null,
    data.title ? titled(data.title, data.url, context, "embed-title") : null,
    data.description ? h("div", { class: "md" }, markdown(data.description, context)) : null,
    fields.length ? h("div", { class: "fields" }, fields) : null,
    data.image ? picture(data.image, { title: data.title ?? "", thumb: true }) : null,
    footer ? h("div", { class: "embed-small embed-footer" }, data.footer?.text ?? "", data.footer?.text && data.timestamp ? " · " : "", data.timestamp ? timeNode(data.timestamp) : null) : null);
  const colour = cssColour(data.color);
  return h("article", { class: "embed", css: colour ? { "--stripe": colour } : {} }, main,
    data.thumbnail ? h("div", { class: "embed-thumb" }, picture(data.thumbnail, { title: data.title ?? "", thumb: true })) : null);
}
