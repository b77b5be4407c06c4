// Writing: text, pictures by drop, paste or choice, replies, the sample tray, and "/" commands.

import { announce, bytesText, h, icon, iconButton, openMenu, placeOf } from "./dom.js";
import { api, localUrl } from "./api.js";
import { CommandPicker } from "./commands.js";
import { summary } from "./messages.js";

const MAX_FILES = 10; // Discord's limit for one message
const MAX_TEXT = 2000;

export class Composer {
  #files = []; // {file, url, spoiler}
  #replyTo = null;
  #sending = false;
  #samples = [];
  session = null;
  channel = null;

  /** `root` is the composer's form, `zone` the pane into which files can be dropped. */
  constructor(root, zone) {
    this.root = root;
    this.error = h("p", { class: "form-error", role: "alert" });
    this.reply = h("div", { class: "reply-bar", hidden: true });
    this.tray = h("ul", { class: "tray", role: "list", "aria-label": "Files to send" });
    this.input = h("input", { type: "file", multiple: true, class: "sr", tabIndex: -1, "aria-hidden": "true", id: "file-input" });
    this.text = h("textarea", { id: "composer-text", rows: 1, maxLength: MAX_TEXT, autocomplete: "off", spellcheck: true });
    this.send = h("button", { type: "submit", class: "icon-button send", "aria-label": "Send", title: "Send" }, icon("send"));
    this.sampleButton = iconButton("samples", "Sample images", () => this.#openSamples(), { hidden: true, "aria-haspopup": "menu", "aria-expanded": "false" });
    this.picker = new CommandPicker(this.text, (text) => this.#fail(text));
    this.target = h("div", { class: "drop-target", "aria-hidden": "true" }, h("div", {}, icon("image", 34), h("strong", {}), h("span", {}, "Several files at once are fine.")));
    root.append(this.picker.node, this.error, this.reply, this.tray,
      h("div", { class: "compose-row" },
        iconButton("plus", "Add files", () => this.input.click()), this.input, this.sampleButton,
        this.text,
        iconButton("slash", "Commands", () => { this.text.value = "/"; this.text.focus(); this.#typed(); }),
        this.send));
    zone.append(this.target);
    root.addEventListener("submit", (event) => { event.preventDefault(); this.#submit(); });
    this.input.addEventListener("change", () => { this.add([...this.input.files]); this.input.value = ""; });
    this.text.addEventListener("input", () => this.#typed());
    this.text.addEventListener("keydown", (event) => this.#onKey(event));
    this.#acceptDrops(zone);
    document.addEventListener("paste", (event) => {
      if (!event.clipboardData?.files.length || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.add([...event.clipboardData.files]);
      this.text.focus();
    });
    api.samples().then((samples) => {
      this.#samples = samples.filter((sample) => localUrl(sample));
      this.sampleButton.hidden = !this.#samples.length;
      root.dispatchEvent(new CustomEvent("samples", { detail: this.#samples.length }));
    });
  }

  show(session, channel) {
    const place = channel ? placeOf(channel) : "";
    if (this.channel?.id !== channel?.id || this.session !== session) this.#reset();
    this.session = session;
    this.channel = channel;
    this.text.placeholder = channel ? `Write in ${place}` : "";
    this.text.setAttribute("aria-label", `Write a message in ${place}`);
    this.target.querySelector("strong").textContent = `Drop into ${place}`;
    this.picker.show(session, channel);
    this.root.hidden = !channel;
    this.#typed();
  }

  #reset() {
    for (const item of this.#files) URL.revokeObjectURL(item.url);
    this.#files = [];
    this.#fail("");
    this.answer(null);
    this.#drawTray();
    this.text.value = "";
    this.#typed();
  }

  focus() { this.text.focus(); }

  answer(message) {
    this.#replyTo = message;
    this.reply.hidden = !message;
    if (!message) return;
    this.reply.replaceChildren(icon("reply", 16), h("span", { class: "clip" }, "Replying to ", h("b", {}, message.author?.global_name || this.session.person(message.author?.id)?.display_name || message.author?.username || "a message"), `: ${summary(message)}`),
      iconButton("close", "Stop replying", () => { this.answer(null); this.text.focus(); }));
    this.text.focus();
  }

  /** Take files into the message being written; says which do not fit. */
  add(files) {
    if (!this.channel) return;
    const limit = this.session.uploadLimit;
    const complaints = [];
    for (const file of files) {
      if (file.size > limit) complaints.push(`“${file.name}” is ${bytesText(file.size)}; the limit here is ${bytesText(limit)}.`);
      else if (this.#files.length >= MAX_FILES) complaints.push(`“${file.name}” was left out: a message holds ${MAX_FILES} files at most.`);
      else this.#files.push({ file, url: URL.createObjectURL(file), spoiler: false });
    }
    this.#fail(complaints.join(" "));
    this.#drawTray();
    announce(`${this.#files.length} ${this.#files.length === 1 ? "file" : "files"} ready to send`);
  }

  #drawTray() {
    this.tray.hidden = !this.#files.length;
    this.tray.replaceChildren(...this.#files.map((item) => {
      const { file } = item;
      const image = file.type.startsWith("image/");
      const hide = h("button", { type: "button", class: "text-button", "aria-pressed": String(item.spoiler) }, "Spoiler");
      const remove = iconButton("close", `Remove ${file.name}`, () => {
        URL.revokeObjectURL(item.url);
        this.#files = this.#files.filter((other) => other !== item);
        this.#fail("");
        this.#drawTray();
        this.text.focus();
      });
      const preview = h("div", { class: `preview${item.spoiler ? " hidden-preview" : ""}` }, image ? h("img", { src: item.url, alt: "" }) : icon("file", 30));
      preview.firstChild.addEventListener?.("error", () => preview.replaceChildren(icon("file", 30)));
      hide.addEventListener("click", () => {
        item.spoiler = !item.spoiler;
        hide.setAttribute("aria-pressed", String(item.spoiler));
        preview.classList.toggle("hidden-preview", item.spoiler);
      });
      return h("li", {}, preview, remove, h("span", { class: "clip", title: file.name }, file.name), h("div", { class: "tray-foot" }, h("small", {}, bytesText(file.size)), hide));
    }));
    this.#typed();
  }

  #fail(text) { this.error.textContent = text; }

  #typed() {
    this.text.style.setProperty("height", "auto");
    this.text.style.setProperty("height", `${Math.min(this.text.scrollHeight, 160)}px`);
    this.send.disabled = this.#sending || (!this.text.value.trim() && !this.#files.length);
    this.picker.update(this.#files.length ? "" : this.text.value);
  }

  #onKey(event) {
    if (event.isComposing) return;
    if (this.picker.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#replyTo) {
      this.answer(null);
    }
  }

  async #submit() {
    const content = this.text.value.trim();
    if (this.#sending || (!content && !this.#files.length)) return;
    const { session, channel } = this;
    const sent = this.#files;
    const files = sent.map(({ file, spoiler }) => (spoiler && !file.name.startsWith("SPOILER_") ? new File([file], `SPOILER_${file.name}`, { type: file.type }) : file));
    this.#sending = true;
    this.root.setAttribute("aria-busy", "true");
    this.#fail("");
    this.#typed();
    try {
      await session.post(channel.id, content, files, this.#replyTo?.id ?? null);
      if (this.session === session && this.channel === channel) this.#reset();
    } catch (error) {
      this.#fail(error.message);
    } finally {
      this.#sending = false;
      this.root.removeAttribute("aria-busy");
      this.#typed();
      if (!document.querySelector("dialog[open]")) this.text.focus();
    }
  }

  #acceptDrops(zone) {
    let inside = 0;
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    const mark = (on) => { inside = on ? inside : 0; zone.classList.toggle("dropping", on); };
    zone.addEventListener("dragenter", (event) => {
      if (!hasFiles(event) || !this.channel) return;
      event.preventDefault();
      inside += 1;
      mark(true);
    });
    zone.addEventListener("dragleave", (event) => {
      if (!hasFiles(event)) return;
      inside -= 1;
      if (inside <= 0) mark(false);
    });
    zone.addEventListener("drop", (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      mark(false);
      this.add([...event.dataTransfer.files]);
      this.text.focus();
    });
    // A file dropped beside the target must not replace the page.
    for (const name of ["dragover", "drop"]) {
      document.addEventListener(name, (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        if (name === "dragover") event.dataTransfer.dropEffect = zone.contains(event.target) ? "copy" : "none";
      });
    }
  }

  get hasSamples() { return this.#samples.length > 0; }

  #openSamples() {
    const items = this.#samples.map((sample) => h("button", { type: "button", class: "sample", role: "menuitem", tabIndex: -1, on: { click: (event) => { event.currentTarget.closest("[popover]").hidePopover(); this.addSample(sample); } } },
      h("img", { src: localUrl(sample), alt: "", loading: "lazy" }), h("span", {}, sample.label || sample.name)));
    openMenu(this.sampleButton, [h("p", { class: "menu-title" }, "Sample images: patterns that show nothing"), h("div", { class: "samples" }, items)], { label: "Sample images" });
  }

  /** Put a packaged picture into the message being written (the first one without a choice). */
  async addSample(sample = this.#samples[0]) {
    try {
      const response = await fetch(localUrl(sample));
      if (!response.ok) throw new Error(String(response.status));
      const blob = await response.blob();
      this.add([new File([blob], sample.name, { type: blob.type })]);
      this.text.focus();
    } catch {
      this.#fail("This sample picture could not be loaded.");
    }
  }
}
