// A picture on the full screen: pinch, wheel or double tap to zoom, drag to move.

import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const LARGEST = 8;
const TAP_ZOOM = 2.5;

export class Lightbox {
  constructor() {
    this.dialog = $("lightbox");
    this.stage = $("lightbox-stage");
    this.image = $("lightbox-image");
    this.fingers = new Map();
    this.lastTap = 0;
    $("lightbox-close").onclick = () => this.dialog.close();
    $("lightbox-back").onclick = () => this.#turn(-1);
    $("lightbox-next").onclick = () => this.#turn(1);
    this.dialog.addEventListener("keydown", (event) => {
      const { key } = event;
      const onwards = document.documentElement.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      if (key.startsWith("Arrow")) this.#turn(key === onwards ? 1 : -1);
      else if (key === "+" || key === "=") this.#zoomAt(1.4, ...this.#middle());
      else if (key === "-") this.#zoomAt(1 / 1.4, ...this.#middle());
      else if (key === "0") this.#reset();
    });
    this.dialog.addEventListener("close", () => this.image.removeAttribute("src"));
    this.stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    this.stage.addEventListener("pointerdown", (event) => this.#down(event));
    this.stage.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.stage.addEventListener(name, (event) => this.#up(event));
    }
  }

  open(urls, index) {
    this.urls = urls;
    this.index = index;
    this.#show();
    this.dialog.showModal();
  }

  #show() {
    const url = this.urls[this.index];
    const many = this.urls.length > 1;
    this.image.src = url;
    $("lightbox-save").href = url;
    $("lightbox-place").textContent = many ? say("place", { n: this.index + 1, all: this.urls.length }) : "";
    $("lightbox-back").hidden = !many || this.index === 0;
    $("lightbox-next").hidden = !many || this.index === this.urls.length - 1;
    this.#reset();
  }

  #turn(step) {
    const index = this.index + step;
    if (index < 0 || index >= this.urls.length) return;
    this.index = index;
    this.#show();
  }

  #reset() {
    this.zoom = 1;
    this.x = 0;
    this.y = 0;
    this.#place();
  }

  #place() {
    const { width, height } = this.stage.getBoundingClientRect();
    const roomX = Math.max(0, (this.image.offsetWidth * this.zoom - width) / 2);
    const roomY = Math.max(0, (this.image.offsetHeight * this.zoom - height) / 2);
    this.x = Math.min(roomX, Math.max(-roomX, this.x));
    this.y = Math.min(roomY, Math.max(-roomY, this.y));
    this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.zoom})`;
    this.stage.classList.toggle("zoomed", this.zoom > 1);
  }

  #middle() {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  }

  // Zoom so that the point under the finger stays under it.
  #zoomAt(factor, clientX, clientY) {
    const zoom = Math.min(LARGEST, Math.max(1, this.zoom * factor));
    const [middleX, middleY] = this.#middle();
    const change = zoom / this.zoom;
    this.x = (this.x - (clientX - middleX)) * change + (clientX - middleX);
    this.y = (this.y - (clientY - middleY)) * change + (clientY - middleY);
    this.zoom = zoom;
    this.#place();
  }

  #wheel(event) {
    event.preventDefault();
    this.#zoomAt(Math.exp(-event.deltaY / 400), event.clientX, event.clientY);
  }

  #down(event) {
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, event);
    this.moved = 0;
    this.besidePicture = event.target === this.stage; // once captured, all goes to the stage
  }

  #move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const others = [...this.fingers.values()].filter((each) => each !== before);
    if (others.length) this.#pinch(before, event, others[0]);
    this.x += (event.clientX - before.clientX) / (others.length + 1);
    this.y += (event.clientY - before.clientY) / (others.length + 1);
    this.moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    this.fingers.set(event.pointerId, event);
    this.#place();
  }

  #pinch(before, now, other) {
    const span = (finger) => Math.hypot(finger.clientX - other.clientX, finger.clientY - other.clientY);
    const middleX = (now.clientX + other.clientX) / 2;
    const middleY = (now.clientY + other.clientY) / 2;
    this.#zoomAt(span(now) / Math.max(1, span(before)), middleX, middleY);
  }

  #up(event) {
    const alone = this.fingers.size === 1;
    this.fingers.delete(event.pointerId);
    if (event.type === "pointercancel" || !alone || this.moved > 8) return;
    const again = event.timeStamp - this.lastTap < 320;
    this.lastTap = again ? 0 : event.timeStamp;
    if (again && this.zoom > 1) this.#reset();
    else if (again) this.#zoomAt(TAP_ZOOM, event.clientX, event.clientY);
    else if (this.besidePicture && this.zoom === 1) this.dialog.close();
  }
}
