// What is chosen about the selected box: its number, the number's name, or that it goes.

import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const NEW = "new";

export class Panel {
  // actions: renumber(id, number), call(number, name), remove(id), close()
  constructor(drawing, actions) {
    this.drawing = drawing;
    this.form = $("panel");
    this.number = $("panel-number");
    this.name = $("panel-name");
    this.number.onchange = () => {
      const chosen = this.number.value;
      actions.renumber(this.box.id, chosen === NEW ? drawing.newNumber() : Number(chosen));
      if (chosen === NEW) this.name.focus();
    };
    this.name.onchange = () => actions.call(this.box.group, this.name.value);
    $("panel-delete").onclick = () => actions.remove(this.box.id);
    $("panel-close").onclick = () => actions.close();
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.name.blur();
      actions.close();
    };
    this.form.onkeydown = (event) => {
      if (event.key === "Escape") actions.close();
    };
  }

  // What was typed last counts, though the field has not lost the focus yet.
  settle() {
    if (this.box?.kind === "facing") this.name.onchange();
  }

  show(box) {
    this.box = box ?? null;
    this.form.hidden = !box;
    if (!box) return;
    const isPack = box.kind === "facing";
    $("panel-pack").hidden = !isPack;
    $("panel-what").textContent = isPack ? say("pack", { n: box.group }) : say(box.kind);
    if (!isPack) return;
    const numbers = this.drawing.numbers().map(({ number, name }) => this.#option(number, name));
    this.number.replaceChildren(...numbers, new Option(say("new_number"), NEW));
    this.number.value = String(box.group);
    $("panel-name-label").textContent = say("name_of", { n: box.group });
    this.name.value = this.drawing.nameOf(box.group);
  }

  #option(number, name) {
    const called = this.drawing.isSkipped(number) ? say("skipped") : name || say("unknown");
    return new Option(say("number", { n: number, name: called }), String(number));
  }
}
