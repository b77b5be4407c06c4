// A bot's form, shown as a native dialog.

import { h, iconButton } from "./dom.js";
import { select } from "./components.js";
import { markdown } from "./markdown.js";

let counter = 0;

/** Return {node, read} for one input of a form; `read()` gives its value, files, or null. */
function field(data, label, description, session) {
  counter += 1;
  const id = `field-${counter}`;
  const required = data.required ?? true;
  const hint = description ? h("small", { id: `${id}-hint` }, description) : null;
  const described = hint ? { "aria-describedby": `${id}-hint` } : {};
  const caption = (target) => h("label", { for: target }, label, required ? "" : h("span", { class: "muted" }, " (optional)"));
  if (data.type === 4) {
    const common = { id, required, maxLength: data.max_length ?? 4000, minLength: data.min_length ?? -1, placeholder: data.placeholder ?? "", ...described };
    if (common.minLength < 0) delete common.minLength;
    const input = h(data.style === 2 ? "textarea" : "input", data.style === 2 ? { ...common, rows: 4 } : common);
    input.value = data.value ?? "";
    return { node: h("div", { class: "form-field" }, caption(id), hint, input), read: () => ({ value: input.value }), input };
  }
  if (data.type === 19) {
    const input = h("input", { id, type: "file", multiple: (data.max_values ?? 1) > 1, required, ...described });
    return { node: h("div", { class: "form-field" }, caption(id), hint, input), read: () => ({ files: [...input.files] }), input };
  }
  if ([3, 5, 6, 7, 8].includes(data.type)) {
    let values = null;
    const control = select(data, session, (picked) => { values = picked; });
    control.id = id;
    return { node: h("div", { class: "form-field" }, caption(id), hint, control), read: () => ({ value: values ?? [] }), input: control,
      check: () => (!required || values?.length ? "" : `Choose something for “${label}”.`) };
  }
  return { node: h("p", { class: "muted" }, "(An input that this page cannot show.)"), read: () => null };
}

function* inputs(list, session) {
  for (const data of list ?? []) {
    if (data.type === 1) yield* (data.components ?? []).map((inner) => [inner, field(inner, inner.label ?? "", "", session)]);
    else if (data.type === 18) yield [data.component, field(data.component, data.label ?? "", data.description, session)];
    else if (data.type === 10) yield [data, { node: h("div", { class: "md" }, markdown(data.content ?? "", { session })), read: () => null }];
  }
}

/** Show a modal to a person; `as` names the person where it is not you. */
export function showModal(session, modal, as = null) {
  const parts = [...inputs(modal.components, session)];
  const error = h("p", { class: "form-error", role: "alert" });
  const send = h("button", { type: "submit", class: "button primary" }, "Submit");
  const close = () => dialog.close();
  const form = h("form", { method: "dialog" },
    h("header", { class: "dialog-head" }, h("h2", {}, modal.title || "Form"), iconButton("close", "Close", close)),
    as ? h("p", { class: "muted" }, `You answer as ${as}.`) : null,
    h("div", { class: "dialog-body" }, parts.map(([, part]) => part.node)),
    error,
    h("footer", { class: "dialog-foot" }, h("button", { type: "button", class: "button secondary", on: { click: close } }, "Cancel"), send));
  const dialog = h("dialog", { class: "card-dialog", "aria-label": modal.title || "Form", on: { close: () => dialog.remove() } }, form);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const complaint = parts.map(([, part]) => part.check?.()).find(Boolean);
    if (complaint) { error.textContent = complaint; return; }
    const fields = {};
    const files = [];
    const numbers = {};
    for (const [data, part] of parts) {
      const got = part.read();
      if (got?.files) numbers[data.custom_id] = got.files.map((file) => files.push(file) - 1);
      else if (got) fields[data.custom_id] = got.value;
    }
    send.setAttribute("aria-busy", "true");
    error.textContent = "";
    try {
      await session.submitModal(modal.interaction_id, fields, numbers, files);
      close();
    } catch (failure) {
      error.textContent = failure.message;
    } finally {
      send.removeAttribute("aria-busy");
    }
  });
  document.body.append(dialog);
  dialog.showModal();
  parts.find(([, part]) => part.input)?.[1].input.focus();
}
