// Direct messages: whom one talks to, who may write, and the app on one's own account.

import { avatar, h, icon, iconButton, toast } from "./dom.js";
import { api } from "./api.js";

const nameOf = (person) => person.display_name || person.name;

/** The sidebar's part below the channels; `onOpen(id)` shows a conversation. */
export class Conversations {
  constructor(root, onOpen) {
    this.onOpen = onOpen;
    this.list = h("ul", { id: "conversations", role: "list" });
    this.account = h("button", { type: "button", class: "text-button", id: "install", on: { click: () => this.#install() } });
    root.replaceChildren(
      h("div", { class: "side-head" }, h("h2", { class: "side-title" }, "Direct messages"), iconButton("plus", "New conversation", () => this.#choose())),
      this.list, this.account);
  }

  draw(session, current, unread) {
    this.session = session;
    const conversations = session.state?.conversations ?? [];
    this.list.replaceChildren(...conversations.map((place) => h("li", {}, h("button", {
      type: "button", class: unread.has(place.id) && place.id !== current ? "unread" : "", dataset: { channel: place.id }, "aria-current": place.id === current ? "page" : null,
      on: { click: () => this.onOpen(place.id) },
    }, place.kind === "group" ? icon("chat", 20) : avatar(session.person(place.people[0]), 20), h("span", { class: "clip" }, place.name)))));
    this.list.hidden = !conversations.length;
    const installed = session.state?.installed;
    this.account.textContent = installed ? "Remove the app from my account" : "Add the app to my account";
    this.account.title = installed ? "Its commands then work in servers that have the bot only" : "Its commands then work in every conversation of yours";
  }

  async #install() {
    try {
      await api.install(this.session.id, !this.session.state.installed);
    } catch (error) {
      toast(error.message);
    }
  }

  #choose() {
    const { session } = this;
    const { bot, blocked, dms_closed: closed } = session.state;
    const everybody = [...(bot ? [bot] : []), ...session.state.people.filter((person) => !person.bot && person.id !== session.id)];
    const error = h("p", { class: "form-error", role: "alert" });
    const box = (person) => h("input", { type: "checkbox", name: "with", value: person.id });
    const row = (person) => {
      const stopped = blocked.includes(person.id);
      const block = h("button", { type: "button", class: "text-button", "aria-pressed": String(stopped), on: { click: () => contacts({ [stopped ? "unblock" : "block"]: person.id }) } }, stopped ? "Unblock" : "Block", h("span", { class: "sr" }, ` ${nameOf(person)}`));
      return h("li", { class: "person-row" }, h("label", {}, box(person), avatar(person, 26), h("span", { class: "clip" }, nameOf(person))), block);
    };
    const close = () => dialog.close();
    const contacts = async (change) => {
      try {
        await api.contacts(session.id, change);
        close();
      } catch (failure) {
        error.textContent = failure.message;
      }
    };
    const form = h("form", { method: "dialog" },
      h("header", { class: "dialog-head" }, h("div", {}, h("h2", {}, "New conversation"), h("p", { class: "muted" }, "One person, or several for a group.")), iconButton("close", "Close", close)),
      h("ul", { class: "dialog-body people-pick", role: "list" }, everybody.map(row)),
      error,
      h("footer", { class: "dialog-foot" },
        h("button", { type: "button", class: "text-button", on: { click: () => contacts({ closed: !closed }) } }, closed ? "Take direct messages again" : "Take no direct messages"),
        h("button", { type: "submit", class: "button primary" }, "Open")));
    const dialog = h("dialog", { class: "card-dialog", id: "talk", "aria-label": "New conversation", on: { close: () => dialog.remove() } }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const place = await api.converse(session.id, [...new FormData(form).getAll("with")]);
        close();
        await session.reload();
        this.onOpen(place.id);
      } catch (failure) {
        error.textContent = failure.message;
      }
    });
    document.body.append(dialog);
    dialog.showModal();
  }
}
