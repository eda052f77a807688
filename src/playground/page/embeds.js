// An embed or an attachment as part of a message. Pictures are shown when the stand-in serves them;
// nothing is ever fetched from another machine.

import { paint } from "./colour.js";
import { openDialog } from "./dialog.js";
import { h, icon, iconButton } from "./dom.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { localPath, references } from "./references.js";
import { fullTime, t } from "./words.js";

const FIELDS_PER_ROW = 3; // of inline fields, as in Discord

export function embedNode(embed) {
  const node = h(
    "article.embed",
    { data: { embed: embed.title ?? "" } },
    h(
      "div.embed-main",
      embed.author && h("div.embed-author", linked(embed.author.url, [embed.author.name])),
      embed.title && h("div.embed-title", linked(embed.url, inlineMarkdown(embed.title, references))),
      embed.description && h("div.embed-description.markup", markdown(embed.description, references)),
      embed.fields?.length > 0 && h("div.embed-fields", embed.fields.map(fieldNode)),
      picture(embed.image, "embed-image"),
      footerNode(embed),
    ),
    picture(embed.thumbnail, "embed-thumbnail"),
  );
  return paint(node, "--bar", embed.color);
}

const linked = (url, children) => (url ? references.link(url, children) : children);

function fieldNode(field) {
  const node = h(
    "div.embed-field",
    h("div.embed-field-name", inlineMarkdown(field.name, references)),
    h("div.markup", markdown(field.value, references)),
  );
  node.style.setProperty("--span", field.inline ? 12 / FIELDS_PER_ROW : 12);
  return node;
}

function footerNode({ footer, timestamp }) {
  if (!footer && !timestamp) return null;
  const parts = [footer?.text, timestamp && fullTime(new Date(timestamp))].filter(Boolean);
  return h("div.embed-footer", parts.join(" • "));
}

function picture(image, className) {
  if (!image) return null;
  const path = localPath(image.url);
  if (path) return pictureButton(path, image.description ?? "", className, image);
  return h("div.picture-elsewhere", icon("image"), references.link(image.url, [t("image")]));
}

export function attachmentNode(attachment) {
  const { filename, size, description, content_type: type = "" } = attachment;
  const path = localPath(attachment.url);
  const data = { attachment: filename };
  if (path && type.startsWith("image/")) {
    const shown = pictureButton(path, description ?? filename, "attachment-image", attachment, data);
    return filename.startsWith("SPOILER_") ? references.spoiler([shown]) : shown;
  }
  const saving = { href: path, target: "_blank", rel: "noopener noreferrer", download: filename };
  const name = path ? h("a", saving, filename) : h("span", filename);
  const details = h("div", name, h("small", fileSize(size)), description && h("small", description));
  return h("div.attachment", { data }, icon("file"), details);
}

function pictureButton(path, description, className, { width, height }, data) {
  const title = description || t("image");
  const onclick = () => openDialog({ title, content: h("img.enlarged", { src: path, alt: description }) });
  const image = h("img", { src: path, alt: description, loading: "lazy", width, height });
  return h(`button.picture.${className}`, { "aria-label": title, onclick, data }, image);
}

function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

/** A file that is about to be sent, with its preview, its description and a way to take it back. */
export function uploadNode(file, remove) {
  const preview = file.type.startsWith("image/")
    ? h("img", { src: URL.createObjectURL(file), alt: "" })
    : icon("file");
  if (preview instanceof HTMLImageElement) preview.onload = () => URL.revokeObjectURL(preview.src);
  const describe = h("input", {
    type: "text",
    maxlength: 1024,
    placeholder: t("description"),
    "aria-label": `${t("description")}: ${file.name}`,
    value: file.description ?? "",
    oninput: () => (file.description = describe.value || undefined),
  });
  return h(
    "figure.upload",
    { data: { upload: file.name } },
    h("div.upload-preview", preview),
    h("figcaption", h("span", file.name), h("small", fileSize(file.size)), describe),
    iconButton("close", `${t("delete")}: ${file.name}`, remove),
  );
}
