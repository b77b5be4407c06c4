// Message components: rows, buttons, selects, and the layout kinds (components v2).

import { cssColour, h, icon, openMenu, toast } from "./dom.js";
import { markdown, safeLink } from "./markdown.js";
import { fileCard, mediaGallery, picture } from "./media.js";

const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link" };

function emojiText(emoji) {
  if (!emoji) return null;
  return h("span", { class: "button-emoji", "aria-hidden": "true" }, emoji.id ? `:${emoji.name}:` : emoji.name ?? "");
}

/** Run what a control does, show that it waits, and put it back. */
async function busy(control, run) {
  if (control.getAttribute("aria-busy") === "true") return;
  control.setAttribute("aria-busy", "true");
  try {
    await run();
  } catch (error) {
    toast(error.message);
  } finally {
    control.removeAttribute("aria-busy");
  }
}

function button(data, context) {
  const label = [emojiText(data.emoji), data.label ? h("span", {}, data.label) : null];
  if (data.style === 5) {
    const href = safeLink(data.url);
    return h("a", { class: "button link", href, target: "_blank", rel: "noopener noreferrer nofollow", title: href ?? "" }, ...label, icon("link", 16), h("span", { class: "sr" }, " (opens a new tab)"));
  }
  const node = h("button", { type: "button", class: `button ${STYLE[data.style] ?? "secondary"}`, disabled: Boolean(data.disabled), dataset: { customId: data.custom_id ?? "" },
    "aria-label": data.label ? null : data.emoji?.name ?? "Button" }, ...label);
  node.addEventListener("click", () => busy(node, () => context.session.component(context.message, data.custom_id)));
  return node;
}

/** Return the choices of any of the five select kinds as [{value, label, description, chosen}]. */
export function selectChoices(data, session) {
  const chosen = new Set((data.default_values ?? []).map((item) => item.id));
  const people = () => session.state.people.map((person) => ({ value: person.id, label: person.display_name || person.name, description: person.role, chosen: chosen.has(person.id) }));
  const roles = () => (session.state.roles ?? []).map((role) => ({ value: role.id, label: `@${role.name}`, chosen: chosen.has(role.id) }));
  const channels = () => session.state.channels.map((channel) => ({ value: channel.id, label: `#${channel.name}`, description: channel.topic, chosen: chosen.has(channel.id) }));
  switch (data.type) {
    case 5: return people();
    case 6: return roles();
    case 7: return [...people(), ...roles()];
    case 8: return channels();
    default: return (data.options ?? []).map((option) => ({ value: option.value, label: option.label, description: option.description, chosen: Boolean(option.default) }));
  }
}

const HOLDERS = { 3: "Make a choice", 5: "Choose a person", 6: "Choose a role", 7: "Choose people or roles", 8: "Choose a channel" };

/**
 * Return a select. `onPick(values)` is called once: at the click where one value may be chosen,
 * at "Done" where several may. Arrow keys only move, so that nothing is sent by looking.
 */
export function select(data, session, onPick) {
  const choices = selectChoices(data, session);
  const least = data.min_values ?? 1;
  const most = Math.min(data.max_values ?? 1, choices.length || 1);
  let values = choices.filter((choice) => choice.chosen).map((choice) => choice.value);
  const text = h("span", { class: "select-text" });
  const node = h("button", { type: "button", class: "select", disabled: Boolean(data.disabled), "aria-haspopup": "listbox", "aria-expanded": "false" }, text, icon("down", 18));
  const show = () => {
    const labels = choices.filter((choice) => values.includes(choice.value)).map((choice) => choice.label);
    text.textContent = labels.join(", ") || data.placeholder || HOLDERS[data.type] || "Make a choice";
    text.classList.toggle("placeholder", !labels.length);
    node.setAttribute("aria-label", `${data.placeholder || HOLDERS[data.type]}${labels.length ? `: ${labels.join(", ")}` : ""}`);
  };
  show();
  node.addEventListener("click", () => {
    const picked = new Set(values);
    let menu = null;
    const finish = (list) => { values = list; show(); menu.hidePopover(); onPick(list, node); };
    const done = h("button", { type: "button", class: "button primary", on: { click: () => finish([...picked]) } }, "Done");
    const check = () => { done.disabled = picked.size < least || picked.size > most; };
    check();
    const options = choices.map((choice) => {
      const option = h("button", { type: "button", role: "option", tabIndex: -1, "aria-selected": String(picked.has(choice.value)) },
        h("span", { class: "option-text" }, h("span", {}, choice.label), choice.description ? h("small", {}, choice.description) : null), icon("check", 18));
      option.addEventListener("click", () => {
        if (most === 1) return finish([choice.value]);
        if (!picked.delete(choice.value)) picked.add(choice.value);
        option.setAttribute("aria-selected", String(picked.has(choice.value)));
        return check();
      });
      return option;
    });
    const content = options.length ? options : [h("p", { class: "muted" }, "There is nothing to choose from.")];
    if (most > 1 || least === 0) content.push(done);
    menu = openMenu(node, content, { label: data.placeholder || HOLDERS[data.type], role: "listbox" });
  });
  return node;
}

const text = (data, context) => h("div", { class: "md" }, markdown(data.content ?? "", context));

function container(data, context) {
  const colour = cssColour(data.accent_color);
  const node = h("div", { class: "container", css: colour ? { "--stripe": colour } : {} }, components(data.components ?? [], context));
  if (!data.spoiler) return node;
  node.inert = true;
  const lift = h("button", { type: "button", class: "cover", on: { click: () => { lift.remove(); node.inert = false; box.classList.add("lifted"); } } }, icon("eye"), "Spoiler");
  const box = h("div", { class: "covered" }, node, lift);
  return box;
}

const RENDER = {
  1: (data, context) => h("div", { class: "row" }, components(data.components ?? [], context)),
  2: button,
  9: (data, context) => h("div", { class: "section" }, h("div", { class: "section-text" }, components(data.components ?? [], context)), data.accessory ? component(data.accessory, context) : null),
  10: text,
  11: (data) => h("div", { class: "thumbnail" }, picture(data.media ?? {}, { description: data.description, spoiler: data.spoiler, thumb: true })),
  12: (data) => mediaGallery(data.items ?? []),
  13: (data) => fileCard({ ...data.file, filename: data.name ?? fileName(data.file), size: data.size }),
  14: (data) => h("hr", { class: `separator${data.divider === false ? " invisible" : ""}${data.spacing === 2 ? " wide" : ""}` }),
  17: container,
};
for (const type of [3, 5, 6, 7, 8]) {
  RENDER[type] = (data, context) => select(data, context.session, (values, node) => busy(node, () => context.session.component(context.message, data.custom_id, values)));
}

function fileName(file) {
  return file?.url?.split("?")[0].split("/").at(-1) ?? "file";
}

function component(data, context) {
  const render = RENDER[data.type];
  return render ? render(data, context) : h("p", { class: "muted" }, `(A component of type ${Number(data.type)} that this page cannot show.)`);
}

/** Return the nodes for a message's components; `context` is {session, message}. */
export function components(list, context) {
  return list.map((data) => component(data, context));
}
