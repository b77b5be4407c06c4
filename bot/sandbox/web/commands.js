// The "/" picker: a list that narrows while one types, then a small form for the options.

import { h, placeOf } from "./dom.js";

const SUB = new Set([1, 2]);

/** Return chat commands with their sub-commands as one flat list. */
export function flatten(commands, prefix = "") {
  return commands.flatMap((command) => {
    const name = prefix ? `${prefix} ${command.name}` : command.name;
    const subs = (command.options ?? []).filter((option) => SUB.has(option.type));
    return subs.length ? flatten(subs, name) : [{ name, description: command.description ?? "", options: command.options ?? [] }];
  });
}

export class CommandPicker {
  #matches = [];
  #at = 0;
  #form = null;

  constructor(text, onError) {
    this.text = text;
    this.onError = onError;
    this.list = h("ul", { class: "command-list", id: "command-list", role: "listbox", "aria-label": "Commands" });
    this.node = h("div", { class: "commands", hidden: true });
    for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "command-list", "aria-expanded": "false" })) text.setAttribute(key, value);
  }

  show(session, channel) {
    this.session = session;
    this.channel = channel;
    this.close();
  }

  close() {
    this.#matches = [];
    this.#form = null;
    this.node.replaceChildren();
    this.node.hidden = true;
    this.text.setAttribute("aria-expanded", "false");
    this.text.removeAttribute("aria-activedescendant");
  }

  /** Follow what is being typed. */
  update(value) {
    if (this.#form) return;
    const typed = /^\/([^\n]*)$/.exec(value)?.[1].toLowerCase();
    if (typed === undefined || !this.session) { if (!this.node.hidden) this.close(); return; }
    this.#matches = flatten(this.session.commands(1, this.channel?.id)).filter((command) => command.name.startsWith(typed.trimEnd()));
    this.#at = 0;
    this.node.hidden = false;
    this.node.replaceChildren(this.list);
    this.#draw();
  }

  #draw() {
    const offline = this.session.state?.bot_online === false ? "The bot is offline, so it has no commands now." : "No command begins with this.";
    this.list.replaceChildren(...this.#matches.map((command, n) => h("li", { role: "option", id: `command-${n}`, "aria-selected": String(n === this.#at), on: { mousedown: (event) => event.preventDefault(), click: () => this.#pick(command) } },
      h("b", {}, `/${command.name}`), h("span", {}, command.description))));
    if (!this.#matches.length) this.list.append(h("li", { class: "muted" }, offline));
    this.text.setAttribute("aria-expanded", "true");
    if (this.#matches.length) this.text.setAttribute("aria-activedescendant", `command-${this.#at}`);
    this.list.children[this.#at]?.scrollIntoView({ block: "nearest" });
  }

  /** Take a key of the text field; true where it was the picker's. */
  onKey(event) {
    if (this.node.hidden || this.#form) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.#matches.length) {
      this.#at = (this.#at + step + this.#matches.length) % this.#matches.length;
      this.#draw();
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.#matches.length) {
      this.#pick(this.#matches[this.#at]);
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #pick(command) {
    const fields = command.options.map((option) => this.#field(option));
    const run = h("button", { type: "button", class: "button primary" }, "Run");
    const cancel = () => { this.close(); this.text.value = ""; this.text.dispatchEvent(new Event("input")); this.text.focus(); };
    // Not a <form>: it stands inside the composer's own, and forms do not nest.
    const form = h("div", { class: "command-form", role: "group", "aria-label": `Command ${command.name}` },
      h("p", {}, h("b", {}, `/${command.name}`), " ", h("span", { class: "muted" }, command.description)),
      fields.map((field) => field.node),
      h("footer", { class: "dialog-foot" }, h("button", { type: "button", class: "button secondary", on: { click: cancel } }, "Cancel"), run));
    const submit = async () => {
      const options = {};
      const files = [];
      for (const field of fields) {
        const input = field.input;
        if (!input.reportValidity()) return;
        if (field.option.type === 11) {
          if (input.files.length) options[field.option.name] = String(files.push(input.files[0]) - 1);
        } else if (input.value !== "") options[field.option.name] = field.convert(input.value);
      }
      run.setAttribute("aria-busy", "true");
      try {
        const done = this.session.command(this.channel.id, command.name, 1, { options, files });
        cancel();
        await done;
      } catch (error) {
        this.onError(error.message);
      }
    };
    run.addEventListener("click", submit);
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); cancel(); }
      if (event.key === "Enter" && event.target.matches("input, select")) { event.preventDefault(); submit(); }
    });
    this.#form = form;
    this.text.setAttribute("aria-expanded", "false");
    this.text.value = `/${command.name}`;
    this.node.replaceChildren(form);
    this.node.hidden = false;
    (fields[0]?.input ?? run).focus();
  }

  #field(option) {
    const id = `option-${option.name}`;
    const { input, convert } = this.#input(option, id);
    input.required = Boolean(option.required);
    const node = h("div", { class: "form-field" },
      h("label", { for: id }, option.name, option.required ? "" : h("span", { class: "muted" }, " (optional)")),
      option.description ? h("small", { id: `${id}-hint` }, option.description) : null, input);
    if (option.description) input.setAttribute("aria-describedby", `${id}-hint`);
    return { option, node, input, convert };
  }

  #input(option, id) {
    const choose = (choices) => h("select", { id }, h("option", { value: "" }, "Choose…"), choices.map(([value, label]) => h("option", { value: String(value) }, label)));
    const same = (value) => value;
    const { people, channels, roles = [] } = this.session.state;
    const persons = () => people.map((person) => [person.id, person.display_name || person.name]);
    const number = option.type === 4 || option.type === 10;
    if (option.choices?.length) return { input: choose(option.choices.map((choice) => [choice.value, choice.name])), convert: number ? Number : same };
    switch (option.type) {
      case 4: case 10: return { input: h("input", { id, type: "number", step: option.type === 4 ? "1" : "any", min: String(option.min_value ?? ""), max: String(option.max_value ?? "") }), convert: Number };
      case 5: return { input: choose([["true", "Yes"], ["false", "No"]]), convert: (value) => value === "true" };
      case 6: return { input: choose(persons()), convert: same };
      case 7: return { input: choose(channels.map((channel) => [channel.id, placeOf(channel)])), convert: same };
      case 8: return { input: choose(roles.map((role) => [role.id, `@${role.name}`])), convert: same };
      case 9: return { input: choose([...persons(), ...roles.map((role) => [role.id, `@${role.name}`])]), convert: same };
      case 11: return { input: h("input", { id, type: "file" }), convert: same };
      default: return { input: h("input", { id, type: "text", autocomplete: "off", maxLength: option.max_length ?? 6000 }), convert: same };
    }
  }
}
