// Demo photos in a tray above the composer; one tap sends one. Only where the server has some.

import { readSamples } from "./api.js";

const $ = (id) => document.getElementById(id);

export class Samples {
  // onPick(file): send it
  constructor({ onPick }) {
    this.onPick = onPick;
    this.tray = $("tray");
    this.button = $("show-samples");
    this.loading = null;
    if (this.button) this.button.onclick = () => this.toggle();
  }

  get available() {
    return Boolean(this.button);
  }

  async toggle(open = this.tray.hidden) {
    if (!this.available) return;
    if (open) {
      this.loading ??= this.#fill();
      if (!(await this.loading)) return;
    }
    this.tray.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  async #fill() {
    let samples = [];
    try {
      samples = await readSamples();
    } catch {
      this.loading = null;
    }
    if (!samples.length) {
      this.button.hidden = true;
      return false;
    }
    $("tray-photos").replaceChildren(...samples.map((sample) => this.#item(sample)));
    return true;
  }

  #item(sample) {
    const button = document.createElement("button");
    const image = document.createElement("img");
    const title = document.createElement("span");
    button.type = "button";
    button.className = "sample";
    button.title = sample.title;
    image.src = sample.url;
    image.alt = "";
    image.loading = "lazy";
    image.decoding = "async";
    title.textContent = sample.title;
    button.append(image, title);
    button.onclick = () => this.#pick(sample, button);
    return button;
  }

  async #pick(sample, button) {
    button.disabled = true;
    try {
      const response = await fetch(sample.url);
      const blob = await response.blob();
      this.onPick(new File([blob], sample.name, { type: blob.type }));
      this.toggle(false);
    } finally {
      button.disabled = false;
    }
  }
}
