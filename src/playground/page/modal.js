// A form an app opens: text inputs and menus, each under its label, sent back in the shape it came in.

import { app } from "./app.js";
import { COMPONENT, isSelect } from "./components.js";
import { field, openDialog } from "./dialog.js";
import { avatar } from "./avatar.js";
import { h } from "./dom.js";
import { markdown } from "./markdown.js";
import { pickerFor } from "./picker.js";
import { references } from "./references.js";
import { t } from "./words.js";

const PARAGRAPH = 2;

app.on("modal", openModal);

function openModal(modal) {
  const session = app.session;
  const inputs = new Map(); // custom_id -> the node that holds the value
  const content = modal.components.map((component) => rowNode(component, inputs));
  const bot = session.store.users.get(modal.application?.bot?.id ?? modal.application?.id);
  openDialog({
    title: modal.title,
    lead: bot && avatar(bot, "small"),
    content,
    submit: t("submit"),
    data: { modal: modal.custom_id },
    async onsubmit(close) {
      const faulty = [...inputs.values()].find((input) => !isValid(input));
      if (faulty) {
        faulty.focus?.();
        throw new Error(faulty.validationMessage || t("required"));
      }
      await session.interactions.modal(
        modal,
        modal.components.map((component) => answer(component, inputs)).filter(Boolean),
      );
      close();
    },
  });
}

const isValid = (input) => (input.isValid ? input.isValid() : input.checkValidity());

function rowNode(component, inputs) {
  switch (component.type) {
    case COMPONENT.row:
      return component.components.map((child) =>
        field(child.label ?? child.placeholder ?? "", control(child, inputs), {
          required: child.required !== false,
        }),
      );
    case COMPONENT.label:
      return field(component.label, control(component.component, inputs), {
        hint: component.description,
        required: component.component.required !== false,
      });
    case COMPONENT.text:
      return h("div.markup", markdown(component.content, references));
    default:
      return null;
  }
}

function control(component, inputs) {
  const node = isSelect(component) ? pickerFor(component) : textInput(component);
  inputs.set(component.custom_id, node);
  return node;
}

function textInput(component) {
  const long = component.style === PARAGRAPH;
  return h(long ? "textarea" : "input", {
    type: long ? null : "text",
    rows: long ? 4 : null, // five fields and the buttons fit a laptop
    required: component.required !== false,
    minlength: component.min_length,
    maxlength: component.max_length ?? 4000, // Discord's own limit for a text input
    placeholder: component.placeholder,
    value: component.value ?? "",
    data: { input: component.custom_id },
  });
}

function answer(component, inputs) {
  const filled = ({ type, id, custom_id }) => {
    const node = inputs.get(custom_id);
    return { type, id, custom_id, ...(node.values ? { values: node.values() } : { value: node.value }) };
  };
  const { type, id } = component; // an id that is undefined is left out of the JSON
  if (type === COMPONENT.row) return { type, id, components: component.components.map(filled) };
  if (type === COMPONENT.label) return { type, id, component: filled(component.component) };
  return null;
}
