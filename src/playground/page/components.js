// What an app puts below or into its message: buttons, menus, and the layout pieces around them.
// It draws them and sends what was pressed or picked; modal.js uses the same menus inside forms.

import { app } from "./app.js";
import { paint } from "./colour.js";
import { h, icon } from "./dom.js";
import { attachmentNode } from "./embeds.js";
import { markdown } from "./markdown.js";
import { pickerFor } from "./picker.js";
import { parse, references } from "./references.js";
import { complain } from "./toast.js";
import { t } from "./words.js";

export const COMPONENT = {
  row: 1,
  button: 2,
  stringSelect: 3,
  textInput: 4,
  userSelect: 5,
  roleSelect: 6,
  mentionableSelect: 7,
  channelSelect: 8,
  section: 9,
  text: 10,
  thumbnail: 11,
  gallery: 12,
  file: 13,
  separator: 14,
  container: 17,
  label: 18,
  upload: 19,
};
const STYLE = { 1: "primary", 2: "secondary", 3: "success", 4: "danger" };

export const isSelect = ({ type }) =>
  type === COMPONENT.stringSelect || (type >= COMPONENT.userSelect && type <= COMPONENT.channelSelect);

export function componentNode(component, message) {
  if (isSelect(component)) return selectNode(component, message);
  const inside = (children) => children.map((child) => componentNode(child, message));
  switch (component.type) {
    case COMPONENT.row:
      return h("div.component-row", inside(component.components));
    case COMPONENT.button:
      return component.url ? linkButton(component) : button(component, message);
    case COMPONENT.text:
      return h("div.markup", markdown(component.content, references));
    case COMPONENT.section:
      return h(
        "div.section",
        h("div", inside(component.components)),
        componentNode(component.accessory, message),
      );
    case COMPONENT.separator:
      return h("hr", { class: component.divider === false ? "space" : null });
    case COMPONENT.container:
      return container(component, inside(component.components));
    case COMPONENT.thumbnail:
    case COMPONENT.file:
      return media(component.media ?? component.file, component.description);
    case COMPONENT.gallery:
      return h(
        "div.gallery",
        component.items.map((item) => media(item.media, item.description)),
      );
    default:
      return null; // a kind this page does not know yet takes no space
  }
}

function container({ accent_color: colour }, children) {
  return paint(h("div.embed.container", children), "--bar", colour);
}

const media = (item, description) =>
  attachmentNode({
    url: item.url,
    filename: item.url.split("/").at(-1),
    content_type: item.content_type ?? "image/*",
    size: item.size ?? 0,
    description,
  });

const emojiText = (emoji) => (emoji ? `${emoji.id ? `:${emoji.name}:` : emoji.name} ` : "");

function button(component, message) {
  const press = async () => {
    node.toggleAttribute("data-busy", true);
    await app.session.interactions.component(message, component).catch(complain);
    node.removeAttribute("data-busy");
  };
  const node = h(
    "button.button",
    {
      class: STYLE[component.style] ?? "secondary",
      disabled: component.disabled,
      onclick: press,
      data: { component: component.custom_id },
    },
    emojiText(component.emoji),
    component.label ?? "",
  );
  return node;
}

/** Where a link button leads is written on it: in a community of wallets nobody should click blind. */
function linkButton({ url: address, label, emoji, disabled }) {
  const url = parse(address);
  const text = [emojiText(emoji), label ?? ""];
  if (!url || disabled) return h("span.button.link", { "aria-disabled": "true" }, text);
  const place = app.placeOf(url);
  const jump = (event) => {
    event.preventDefault();
    app.open(place.channelId, place.messageId);
  };
  if (place)
    return h("a.button.link", { href: url.pathname, onclick: jump, data: { linkButton: address } }, text);
  return h(
    "a.button.link",
    {
      href: url.href,
      target: "_blank",
      rel: "noopener noreferrer",
      title: `${t("linkOpens", { host: url.host })}: ${url.href}`,
      data: { linkButton: address },
    },
    h("span.link-text", text, h("small", url.host)),
    icon("outside"),
  );
}

function selectNode(component, message) {
  const pick = (values) => app.session.interactions.component(message, component, values).catch(complain);
  return pickerFor(component, { onpick: pick });
}
