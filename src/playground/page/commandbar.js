// A slash command being filled in: its name, one field an option, suggestions while typing, and the
// checks Discord makes before it sends. Finding the command is commands.js; sending it is the composer's.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { commandData, OPTION } from "./commands.js";
import { h } from "./dom.js";
import { channels, roles, users } from "./picker.js";
import { complain } from "./toast.js";
import { localised, t } from "./words.js";

const TYPING_PAUSE_MS = 120; // short enough to feel instant, long enough not to ask at every key

export class CommandBar {
  #fields = new Map(); // option name -> { option, input, node, picked }
  #suggest;
  #leave;
  #asked = 0;

  /** `leave()` is called when the person backs out. */
  constructor(entry, suggest, leave) {
    this.entry = entry;
    this.#suggest = suggest;
    this.#leave = leave;
    const bot = app.session.store.users.get(entry.command.application_id);
    this.more = h("span.command-more");
    this.node = h(
      "div.command-bar",
      { data: { command: entry.plainName } },
      bot && avatar(bot, "tiny"),
      h("b", `/${entry.name}`),
      this.more,
    );
    entry.options.filter(({ required }) => required).forEach((option) => this.#add(option));
    this.#drawMore();
  }

  focus() {
    const first =
      [...this.#fields.values()].find(({ input }) => input.value === "") ?? [...this.#fields.values()][0];
    if (first) first.input.focus();
    else (this.more.querySelector("button") ?? this.node).focus();
  }

  /** The body and the files to send, or null when something is missing; the faulty field then has the focus. */
  collect() {
    const options = [];
    const files = [];
    for (const { option, input, picked } of this.#fields.values()) {
      const value = readValue(option, input, picked, files);
      const missing = value === undefined && option.required;
      const faulty = missing || Number.isNaN(value) || !input.checkValidity();
      input.setAttribute("aria-invalid", String(faulty));
      if (faulty) {
        input.focus();
        complain(
          new Error(
            `${localised(option, "name")}: ${missing ? t("required") : input.validationMessage || t("noMatches")}`,
          ),
        );
        return null;
      }
      if (value !== undefined) options.push({ type: option.type, name: option.name, value });
    }
    const data = commandData(this.entry, options);
    if (files.length > 0)
      data.attachments = files.map(({ name }, id) => ({ id: String(id), filename: name }));
    return { applicationId: this.entry.command.application_id, data, files };
  }

  #add(option) {
    const name = localised(option, "name");
    const input = h("input", {
      type: option.type === OPTION.attachment ? "file" : "text",
      autocomplete: "off",
      "aria-label": `${name}: ${localised(option, "description")}`,
      "aria-required": String(Boolean(option.required)),
      inputmode: option.type === OPTION.integer || option.type === OPTION.number ? "decimal" : null,
      minlength: option.min_length,
      maxlength: option.max_length ?? 6000, // Discord's limit for a string option
      data: { option: option.name },
    });
    const node = h("label.command-option", h("span", name), input);
    const field = { option, input, node, picked: null };
    input.addEventListener("input", () => {
      field.picked = null;
      input.removeAttribute("aria-invalid");
      this.#grow(input);
      this.#offer(field);
    });
    input.addEventListener("focus", () => this.#offer(field));
    input.addEventListener("blur", () => this.#suggest.hide());
    input.addEventListener("keydown", (event) => this.#key(event, field));
    this.#fields.set(option.name, field);
    this.more.before(node);
    this.#grow(input);
    return field;
  }

  #grow(input) {
    if (input.type === "file") return; // a browser draws that one itself, and its value is no text
    // Japanese letters are two columns wide.
    const columns = [...input.value].reduce(
      (sum, letter) => sum + (letter.codePointAt(0) > 0x2e7f ? 2 : 1),
      0,
    );
    input.style.width = `${Math.min(Math.max(columns + 1, 6), 48)}ch`;
  }

  #key(event, field) {
    if (this.#suggest.key(event)) return;
    if (event.key === "Escape" || (event.key === "Backspace" && field.input.value === "")) {
      event.preventDefault();
      this.#remove(field);
    }
  }

  #remove(field) {
    const before = field.node.previousElementSibling?.querySelector?.("input");
    if (field.option.required || !before) return this.#leave();
    this.#fields.delete(field.option.name);
    field.node.remove();
    this.#drawMore();
    before.focus();
  }

  #drawMore() {
    const left = this.entry.options.filter(({ name }) => !this.#fields.has(name));
    this.more.replaceChildren(
      ...left.map((option) =>
        h(
          "button",
          {
            title: localised(option, "description"),
            "aria-label": t("addOption", { name: localised(option, "name") }),
            data: { addOption: option.name },
            onclick: () => {
              const field = this.#add(option);
              this.#drawMore();
              field.input.focus();
            },
          },
          `+ ${localised(option, "name")}`,
        ),
      ),
    );
  }

  async #offer(field) {
    const { option, input } = field;
    this.#asked += 1;
    const question = this.#asked;
    const heading = localised(option, "description");
    const show = (items) =>
      this.#suggest.show(input, items, { heading, onpick: (item) => this.#take(field, item) });
    if (!option.autocomplete) return show(field.picked ? [] : matches(localChoices(option), input.value));
    show([]);
    await new Promise((resolve) => setTimeout(resolve, TYPING_PAUSE_MS));
    if (question !== this.#asked) return;
    const choices = await app.session.interactions
      .autocomplete(
        this.entry.command.application_id,
        app.channel,
        commandData(this.entry, this.#typed(field)),
      )
      .catch(() => []); // a slow app costs its suggestions, not the typing
    const stillThere = question === this.#asked && document.activeElement === input;
    if (stillThere && !field.picked) show(choices.map(toItem));
  }

  /** What is filled in so far, with the option in question marked as the one being typed. */
  #typed(focused) {
    return [...this.#fields.values()]
      .filter((field) => field === focused || field.input.value !== "")
      .map((field) => ({
        type: field.option.type,
        name: field.option.name,
        value: field.picked?.value ?? field.input.value,
        ...(field === focused ? { focused: true } : {}),
      }));
  }

  #take(field, item) {
    field.picked = item;
    field.input.value = item.label;
    this.#grow(field.input);
    const next = [...this.#fields.values()].find(({ input }) => input.value === "");
    (next ?? field).input.focus();
  }
}

const toItem = (choice) => ({ value: choice.value, label: localised(choice, "name") });

function matches(items, typed) {
  const wanted = typed.replace(/^[@#]/, "").toLowerCase();
  return items.filter(({ label, detail }) => `${label} ${detail ?? ""}`.toLowerCase().includes(wanted));
}

function localChoices(option) {
  const detailed = (choices) =>
    choices.map(({ description, ...choice }) => ({ ...choice, detail: description }));
  switch (option.type) {
    case OPTION.boolean:
      return [
        { value: true, label: "True" },
        { value: false, label: "False" },
      ];
    case OPTION.user:
      return detailed(users());
    case OPTION.channel:
      return detailed(channels(option.channel_types));
    case OPTION.role:
      return detailed(roles());
    case OPTION.mentionable:
      return detailed([...users(), ...roles()]);
    default:
      return (option.choices ?? []).map(toItem);
  }
}

/** The value to send; undefined when left empty, NaN when it is not one of what may be given. */
function readValue(option, input, picked, files) {
  if (option.type === OPTION.attachment) {
    if (input.files.length === 0) return undefined;
    files.push(input.files[0]);
    return String(files.length - 1);
  }
  const typed = input.value.trim();
  if (typed === "") return undefined;
  if (picked) return picked.value;
  const listed = localChoices(option);
  if (listed.length > 0)
    return listed.find(({ label }) => label.toLowerCase() === typed.toLowerCase())?.value ?? NaN;
  if (option.type === OPTION.integer || option.type === OPTION.number) return numberIn(option, typed);
  return typed;
}

function numberIn({ type, min_value: min = -Infinity, max_value: max = Infinity }, typed) {
  const number = Number(typed);
  const fits = number >= min && number <= max && (type === OPTION.number || Number.isSafeInteger(number));
  return fits ? number : NaN;
}
