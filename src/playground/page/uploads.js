// Files waiting to be sent: chosen, dropped or pasted. A very long text that is pasted becomes a file,
// as in Discord.

import { h, reconcile } from "./dom.js";
import { uploadNode } from "./embeds.js";
import { complain } from "./toast.js";
import { t } from "./words.js";

const LARGEST = 10 * 1024 * 1024; // bytes, Discord's limit without a subscription
const MOST = 10; // files in one message
const LONGEST_PASTE = 2000; // characters; what is longer would not fit a message

export class Uploads {
  #files = [];

  constructor(dropZone) {
    this.node = h("div.uploads", { hidden: true });
    this.input = h("input", {
      type: "file",
      multiple: true,
      hidden: true,
      data: { fileInput: true },
      onchange: () => this.#chosen(),
    });
    this.node.after(this.input);
    dropZone.append(this.input);
    dropZone.addEventListener("dragover", (event) => {
      event.preventDefault();
      dropZone.classList.add("dropping");
    });
    dropZone.addEventListener(
      "dragleave",
      (event) =>
        (event.relatedTarget && dropZone.contains(event.relatedTarget)) ||
        dropZone.classList.remove("dropping"),
    );
    dropZone.addEventListener("drop", (event) => {
      event.preventDefault();
      dropZone.classList.remove("dropping");
      this.add([...event.dataTransfer.files]);
    });
  }

  choose() {
    this.input.click();
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData("text/plain");
    if (files.length === 0 && text.length <= LONGEST_PASTE) return;
    event.preventDefault();
    this.add(files.length > 0 ? files : [new File([text], "message.txt", { type: "text/plain" })]);
  }

  add(files) {
    for (const file of files) {
      if (file.size > LARGEST) complain(new Error(t("fileTooBig", { name: file.name })));
      else if (this.#files.length < MOST) this.#files.push(file);
    }
    this.#draw();
  }

  take() {
    return [...this.#files];
  }

  clear() {
    this.#files = [];
    this.#draw();
  }

  #chosen() {
    this.add([...this.input.files]);
    this.input.value = "";
  }

  #draw() {
    this.node.hidden = this.#files.length === 0;
    reconcile(
      this.node,
      this.#files.map((file) =>
        uploadNode(file, () => {
          this.#files = this.#files.filter((other) => other !== file);
          this.#draw();
        }),
      ),
    );
  }
}
