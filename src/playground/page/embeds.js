// An embed or an attachment as part of a message. Pictures are shown when the stand-in serves them;
// nothing is ever fetched from another machine.

import { h, icon, iconButton } from "./dom.js";
import { openDialog } from "./dialog.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { hexColour, localPath, references } from "./references.js";
import { fullTime, t } from "./words.js";

const FIELDS_PER_ROW = 3; // of inline fields, as in Discord

export function embedNode(embed) {
  const node = h("article", { class: "embed", data: { embed: embed.title ?? "" } },
    h("div", { class: "embed-main" },
      embed.author && h("div", { class: "embed-author" }, linked(embed.author.url, [embed.author.name])),
      embed.title && h("div", { class: "embed-title" }, linked(embed.url, inlineMarkdown(embed.title, references))),
      embed.description && h("div", { class: "embed-description markup" }, markdown(embed.description, references)),
      embed.fields?.length > 0 && h("div", { class: "embed-fields" }, embed.fields.map(fieldNode)),
      picture(embed.image, "embed-image"),
      footerNode(embed)),
    picture(embed.thumbnail, "embed-thumbnail"));
  if (embed.color !== undefined && embed.color !== null) node.style.setProperty("--bar", hexColour(embed.color));
  return node;
}

const linked = (url, children) => (url ? references.link(url, children) : children);

function fieldNode(field) {
  const node = h("div", { class: "embed-field" },
    h("div", { class: "embed-field-name" }, inlineMarkdown(field.name, references)),
    h("div", { class: "markup" }, markdown(field.value, references)));
  node.style.setProperty("--span", field.inline ? 12 / FIELDS_PER_ROW : 12);
  return node;
}

function footerNode({ footer, timestamp }) {
  if (!footer && !timestamp) return null;
  const parts = [footer?.text, timestamp && fullTime(new Date(timestamp))].filter(Boolean);
  return h("div", { class: "embed-footer" }, parts.join(" • "));
}

function picture(image, className) {
  if (!image) return null;
  const path = localPath(image.url);
  if (path) return pictureButton(path, image.description ?? "", className, image);
  return h("div", { class: "picture-elsewhere" }, icon("image"), references.link(image.url, [t("image")]));
}

export function attachmentNode(attachment) {
  const path = localPath(attachment.url);
  const kind = (attachment.content_type ?? "").split("/")[0];
  const data = { attachment: attachment.filename };
  if (path && kind === "image") {
    const spoiler = attachment.filename.startsWith("SPOILER_");
    const shown = pictureButton(path, attachment.description ?? attachment.filename, "attachment-image", attachment, data);
    return spoiler ? references.spoiler([shown]) : shown;
  }
  const name = path
    ? h("a", { href: path, target: "_blank", rel: "noopener noreferrer", download: attachment.filename }, attachment.filename)
    : h("span", {}, attachment.filename);
  return h("div", { class: "attachment", data }, icon("file"), h("div", {}, name, h("small", {}, fileSize(attachment.size)), attachment.description ? h("small", {}, attachment.description) : null));
}

function pictureButton(path, description, className, { width, height }, data) {
  const image = h("img", { src: path, alt: description, loading: "lazy", width, height });
  const enlarge = () => openDialog({ title: description || t("image"), content: h("img", { class: "enlarged", src: path, alt: description }) });
  return h("button", { type: "button", class: `picture ${className}`, "aria-label": description || t("image"), onclick: enlarge, data }, image);
}

export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A file that is about to be sent, with its preview, its description and a way to take it back. */
export function uploadNode(file, remove) {
  const preview = file.type.startsWith("image/") ? h("img", { src: URL.createObjectURL(file), alt: "" }) : icon("file");
  if (preview instanceof HTMLImageElement) preview.onload = () => URL.revokeObjectURL(preview.src);
  const describe = h("input", {
    type: "text", maxlength: 1024, placeholder: t("description"), "aria-label": `${t("description")}: ${file.name}`,
    value: file.description ?? "", oninput: () => (file.description = describe.value || undefined),
  });
  return h("figure", { class: "upload", data: { upload: file.name } },
    h("div", { class: "upload-preview" }, preview),
    h("figcaption", {}, h("span", {}, file.name), h("small", {}, fileSize(file.size)), describe),
    iconButton("close", `${t("delete")}: ${file.name}`, remove));
}
