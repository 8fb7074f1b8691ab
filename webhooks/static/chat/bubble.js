// One message as an element: made once, then brought up to date in place.

import { BOT_NAME, fillText, icon, say, snippet, timeOf } from "./words.js";

const template = document.getElementById("message-template");
const photoTemplate = document.getElementById("photo-template");

// What the page knows of a message; `files` only while it is on its way.
export function fromEntry(entry) {
  const photos = entry.files.filter(isPicture);
  const other = entry.files.find((file) => !isPicture(file));
  entry.previews ??= photos.map((file) => URL.createObjectURL(file));
  return {
    id: entry.id,
    seq: null,
    number: entry.number,
    anchor: entry.anchor,
    from: "me",
    text: entry.text || entry.label,
    choices: [],
    choice: entry.choice,
    reply_to: entry.reply_to,
    image_urls: entry.previews,
    document_name: other ? other.name : null,
    document_url: null,
    at: entry.at,
    state: entry.state,
    progress: entry.progress,
    error: entry.error,
  };
}

export function isPicture(file) {
  return file.type.startsWith("image/");
}

export class Bubble {
  // actions: openPhotos(urls, index), press(message, choice), reply(message),
  // showMenu(message), goTo(id), retry(id), remove(id)
  constructor(message, actions) {
    this.actions = actions;
    this.element = template.content.firstElementChild.cloneNode(true);
    this.part = (selector) => this.element.querySelector(selector);
    this.element.dataset.id = message.id;
    this.element.classList.add(message.from);
    this.part(".reply").onclick = () => actions.reply(this.message);
    this.part(".retry").onclick = () => actions.retry(this.message.id);
    this.part(".remove").onclick = () => actions.remove(this.message.id);
    this.part(".quote").onclick = () => actions.goTo(this.message.reply_to);
    holdToOpen(this.part(".bubble"), () => actions.showMenu(this.message));
    this.update(message);
  }

  update(message) {
    const before = this.message;
    this.message = message;
    if (!before) this.#fillOnce(message);
    this.#showDocument(message);
    this.#showBoxes(message);
    this.#showPhotos(message, before);
    this.#showTime(message);
    this.#showTrouble(message);
  }

  #fillOnce(message) {
    const text = this.part(".text");
    text.hidden = !message.text;
    fillText(text, message.text);
    const speaker = message.from === "me" ? say("you") : BOT_NAME;
    this.part(".bubble").setAttribute("aria-label", `${speaker}:`);
    this.element.classList.toggle("pictured", message.image_urls.length > 0);
    const choices = this.part(".choices");
    choices.hidden = !message.choices.length;
    for (const choice of message.choices) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "choice";
      button.dataset.value = choice.value;
      button.dir = "auto";
      button.textContent = choice.label;
      button.onclick = () => this.actions.press(this.message, choice);
      choices.append(button);
    }
  }

  #showBoxes(message) {
    const link = this.part(".correct");
    link.hidden = !message.boxes_url;
    if (message.boxes_url) link.href = message.boxes_url;
  }

  #showDocument(message) {
    const link = this.part(".document");
    link.hidden = !message.document_name && !message.document_url;
    link.querySelector("span").textContent = message.document_name || say("file");
    if (message.document_url) {
      link.href = message.document_url;
      link.download = message.document_name || "";
    }
  }

  // A picture that is shown already stays: only the link behind it changes.
  #showPhotos(message, before) {
    const holder = this.part(".photos");
    if (before && before.image_urls.length === message.image_urls.length) {
      this.#showProgress(message);
      return;
    }
    holder.hidden = !message.image_urls.length;
    holder.classList.toggle("album", message.image_urls.length > 1);
    holder.replaceChildren(...message.image_urls.map((url, index) => this.#photo(url, index)));
    this.#showProgress(message);
  }

  #photo(url, index) {
    const button = photoTemplate.content.firstElementChild.cloneNode(true);
    const image = button.querySelector("img");
    const mine = this.message.from === "me";
    image.alt = say(mine ? "your_photo" : "counted_photo");
    image.onerror = () => {
      const words = document.createElement("span");
      words.className = "no-preview";
      words.append(icon("camera", 28), say("no_preview"));
      image.replaceWith(words);
    };
    image.src = url;
    button.dataset.url = url;
    button.setAttribute("aria-label", say("open_picture", { name: image.alt }));
    button.onclick = () => this.actions.openPhotos(this.#shownUrls(), index);
    return button;
  }

  #shownUrls() {
    return [...this.element.querySelectorAll(".photo")].map((photo) => photo.dataset.url);
  }

  #showProgress(message) {
    const busy = message.state === "sending" || message.state === "queued";
    for (const overlay of this.element.querySelectorAll(".progress")) {
      overlay.hidden = !busy;
      overlay.style.setProperty("--done", message.progress ?? 0);
    }
  }

  #showTime(message) {
    const time = this.part("time");
    const date = new Date(message.at);
    time.dateTime = message.at;
    time.textContent = timeOf(date);
    const mark = this.part(".mark-state");
    if (message.from !== "me" || mark.dataset.state === message.state) return;
    mark.dataset.state = message.state;
    const [name, words] = MARKS[message.state];
    const spoken = document.createElement("span");
    spoken.className = "sr-only";
    spoken.textContent = say(words);
    mark.replaceChildren(icon(name, 14), spoken);
  }

  #showTrouble(message) {
    const inTrouble = message.state === "failed" || message.state === "waiting";
    this.element.classList.toggle("unsent", message.state !== "sent" && message.from === "me");
    this.element.classList.toggle("failed", message.state === "failed");
    this.part(".trouble").hidden = !inTrouble;
    this.part(".trouble-words").textContent = inTrouble ? message.error : "";
  }

  showQuote(quoted) {
    const quote = this.part(".quote");
    quote.hidden = !quoted || Boolean(this.message.choice);
    if (quote.hidden) return;
    quote.querySelector("strong").textContent = quoted.from === "me" ? say("you") : BOT_NAME;
    quote.querySelector("span").textContent = snippet(quoted);
  }

  showPressed(values) {
    for (const button of this.element.querySelectorAll(".choice")) {
      const pressed = values.has(button.dataset.value);
      if (pressed && !button.disabled) button.prepend(icon("check", 16));
      button.disabled = pressed;
      button.setAttribute("aria-pressed", String(pressed));
    }
  }
}

const MARKS = {
  queued: ["clock", "queued"],
  sending: ["clock", "sending"],
  waiting: ["clock", "queued"],
  failed: ["alert", "failed"],
  sent: ["check", "sent"],
};

// A finger that rests on a bubble opens its menu; a mouse has the reply button beside it.
function holdToOpen(element, open) {
  let timer = null;
  const stop = () => clearTimeout(timer);
  element.addEventListener("pointerdown", (event) => {
    delete element.dataset.held;
    if (event.pointerType !== "touch") return;
    timer = setTimeout(() => {
      navigator.vibrate?.(12);
      element.dataset.held = "1";
      open();
    }, 480);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) element.addEventListener(name, stop);
  element.addEventListener("pointermove", (event) => {
    if (Math.abs(event.movementX) + Math.abs(event.movementY) > 4) stop();
  });
  element.addEventListener("contextmenu", (event) => {
    if (matchMedia("(pointer: coarse)").matches) event.preventDefault();
  });
  element.addEventListener(
    "click",
    (event) => {
      if (!element.dataset.held) return;
      delete element.dataset.held;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}
