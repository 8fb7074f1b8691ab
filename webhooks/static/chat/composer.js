// Writing a message: the growing field, photos that wait with a caption, the quoted message.

import { isPicture } from "./bubble.js";
import { keepDraft, keptDraft } from "./storage.js";
import { BOT_NAME, icon, say, snippet } from "./words.js";

const $ = (id) => document.getElementById(id);

export class Composer {
  // onSend({ text, files, reply_to }); onComplain(words)
  constructor({ onSend, onComplain }) {
    this.onSend = onSend;
    this.onComplain = onComplain;
    this.field = $("text");
    this.files = [];
    this.quoted = null;
    this.maxFiles = Number(document.body.dataset.maxFiles);
    this.maxBytes = Number(document.body.dataset.maxBytes);
    this.maxTotalBytes = Number(document.body.dataset.maxTotalBytes);
    this.field.value = keptDraft();
    this.#listenToField();
    this.#listenToFiles();
    this.#listenToDrops();
    $("quoting-cancel").onclick = () => this.quote(null);
    this.#refresh();
  }

  choosePhotos() {
    $("files").click();
  }

  begin(text) {
    this.field.value = text;
    this.#refresh();
    this.field.focus();
    this.field.setSelectionRange(text.length, text.length);
  }

  quote(message) {
    this.quoted = message;
    $("quoting").hidden = !message;
    if (!message) return;
    $("quoting-who").textContent = message.from === "me" ? say("you") : BOT_NAME;
    $("quoting-words").textContent = snippet(message);
    this.field.focus();
  }

  stage(files) {
    for (const file of files) {
      const complaint = this.#complaint(file);
      if (complaint) this.onComplain(complaint);
      else this.files.push({ file, url: URL.createObjectURL(file) });
    }
    this.#showStaged();
    if (this.files.length) this.field.focus();
  }

  // Why a file cannot be added; the server would refuse it too, but only after the upload.
  #complaint(file) {
    const total = this.files.reduce((sum, staged) => sum + staged.file.size, file.size);
    if (!file.size) return say("empty_file");
    if (file.size > this.maxBytes) return say("too_large", { n: megabytes(this.maxBytes) });
    if (this.files.length >= this.maxFiles) return say("too_many", { n: this.maxFiles });
    if (total > this.maxTotalBytes) return say("too_much");
    return "";
  }

  #listenToField() {
    this.field.addEventListener("input", () => this.#refresh());
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.quoted) this.quote(null);
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    $("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    // A tap on the button must not take the keyboard away.
    $("send").addEventListener("pointerdown", (event) => event.preventDefault());
  }

  #listenToFiles() {
    $("attach").onclick = () => $("files").click();
    $("camera").onclick = () => $("shot").click();
    for (const input of [$("files"), $("shot")]) {
      input.addEventListener("change", () => {
        this.stage(input.files);
        input.value = "";
      });
    }
    addEventListener("paste", (event) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (!files.length) return;
      event.preventDefault();
      this.stage(files);
    });
  }

  #listenToDrops() {
    const target = $("drop");
    const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
    let depth = 0;
    addEventListener("dragenter", (event) => {
      if (!carriesFiles(event)) return;
      depth += 1;
      target.hidden = false;
    });
    addEventListener("dragleave", (event) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      target.hidden = depth === 0;
    });
    addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      depth = 0;
      target.hidden = true;
      if (!carriesFiles(event)) return;
      event.preventDefault();
      this.stage(event.dataTransfer.files);
    });
  }

  #submit() {
    const text = this.field.value.trim();
    if (!text && !this.files.length) return;
    const reply_to = this.quoted?.id ?? null;
    this.onSend({ text, files: this.files.map(({ file }) => file), reply_to });
    for (const { url } of this.files) URL.revokeObjectURL(url);
    this.files = [];
    this.field.value = "";
    this.quote(null);
    this.#showStaged();
    this.field.focus();
  }

  #refresh() {
    const { field } = this;
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`;
    field.placeholder = say(this.files.length ? "caption" : "message");
    const hasSomething = Boolean(field.value.trim() || this.files.length);
    $("send").disabled = !hasSomething;
    $("composer").classList.toggle("ready", hasSomething);
    keepDraft(field.value);
  }

  #showStaged() {
    const list = $("staged");
    list.hidden = !this.files.length;
    list.replaceChildren(...this.files.map((staged) => this.#stagedItem(staged)));
    this.#refresh();
  }

  #stagedItem(staged) {
    const item = document.createElement("li");
    if (isPicture(staged.file)) {
      const image = document.createElement("img");
      image.alt = staged.file.name;
      image.onerror = () => image.replaceWith(fileWords(staged.file));
      image.src = staged.url;
      item.append(image);
    } else {
      item.append(fileWords(staged.file));
    }
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", say("remove_file", { name: staged.file.name }));
    remove.append(icon("close", 14));
    remove.onclick = () => {
      URL.revokeObjectURL(staged.url);
      this.files = this.files.filter((each) => each !== staged);
      this.#showStaged();
    };
    item.append(remove);
    return item;
  }
}

function megabytes(bytes) {
  return Math.floor(bytes / 1024 ** 2);
}

function fileWords(file) {
  const words = document.createElement("span");
  words.className = "staged-file";
  words.append(icon(isPicture(file) ? "camera" : "file", 22));
  const name = document.createElement("span");
  name.textContent = file.name;
  words.append(name);
  return words;
}
