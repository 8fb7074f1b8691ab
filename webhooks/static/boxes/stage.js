// One photo with its boxes: shows them, and turns touches and keys into changes.

import { say } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";
const LEAST = 6; // pixels of the photo that a side has at least
const STEP = 4; // pixels of the screen that an arrow key moves
const CORNERS = ["nw", "ne", "se", "sw"];

export class Stage {
  // actions: select(id or null), move(id, sides), remove(id), draw(photo, sides)
  constructor(figure, actions) {
    this.photo = Number(figure.dataset.photo);
    this.figure = figure;
    this.svg = figure.querySelector("svg");
    this.image = figure.querySelector("img");
    this.width = Number(this.image.getAttribute("width"));
    this.height = Number(this.image.getAttribute("height"));
    this.actions = actions;
    this.shapes = new Map();
    this.image.onerror = () => {
      this.image.hidden = this.svg.hidden = true;
      figure.querySelector(".no-photo").hidden = false;
    };
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("pointermove", (event) => this.#drag(event));
    for (const name of ["pointerup", "pointercancel"]) {
      this.svg.addEventListener(name, (event) => this.#up(event));
    }
    this.svg.addEventListener("click", (event) => this.#click(event));
    this.svg.addEventListener("keydown", (event) => this.#key(event));
  }

  // Pixels of the photo that one pixel of the screen covers.
  get unit() {
    return this.width / Math.max(1, this.svg.getBoundingClientRect().width);
  }

  setDrawing(kind) {
    this.kind = kind;
    this.svg.classList.toggle("drawing", Boolean(kind));
  }

  show(boxes, selected, describe) {
    const kept = new Set(boxes.map((box) => box.id));
    for (const [id, shape] of this.shapes) {
      if (!kept.has(id)) {
        shape.remove();
        this.shapes.delete(id);
      }
    }
    for (const box of boxes) {
      const shape = this.shapes.get(box.id) ?? this.#newShape(box);
      this.#place(shape, box, describe(box), box.id === selected);
    }
    this.handles?.remove();
    this.handles = null;
    this.selected = boxes.find((box) => box.id === selected) ?? null;
    if (this.selected) {
      this.handles = element("g", {});
      for (const corner of CORNERS) this.handles.append(this.#handle(corner));
      this.svg.append(this.handles);
      this.#placeHandles(this.selected.box);
    }
  }

  focus(id) {
    this.shapes.get(id)?.focus({ preventScroll: true });
  }

  // The middle of what is seen of the photo, in its pixels; null where none of it is.
  middleInView(view) {
    const own = this.svg.getBoundingClientRect();
    const seen = view.getBoundingClientRect();
    const left = Math.max(own.left, seen.left);
    const right = Math.min(own.right, seen.right);
    const top = Math.max(own.top, seen.top);
    const bottom = Math.min(own.bottom, seen.bottom);
    if (left >= right || top >= bottom) return null;
    return [((left + right) / 2 - own.left) * this.unit, ((top + bottom) / 2 - own.top) * this.unit];
  }

  // Inside the photo, corners in order.
  within([x1, y1, x2, y2]) {
    const held = (value, most) => Math.round(Math.min(Math.max(value, 0), most) * 10) / 10;
    return [
      held(Math.min(x1, x2), this.width),
      held(Math.min(y1, y2), this.height),
      held(Math.max(x1, x2), this.width),
      held(Math.max(y1, y2), this.height),
    ];
  }

  #newShape(box) {
    const shape = element("g", { class: `box ${box.kind}`, tabindex: "0", role: "button" });
    shape.dataset.id = box.id;
    shape.append(element("rect", { class: "under" }), element("rect", { class: "line" }));
    if (box.kind === "facing") shape.append(element("rect", { class: "plate" }), element("text", {}));
    this.svg.append(shape);
    this.shapes.set(box.id, shape);
    return shape;
  }

  #place(shape, { box, group }, { label, colour, skipped }, isSelected) {
    shape.classList.toggle("selected", isSelected);
    shape.classList.toggle("skipped", skipped);
    shape.setAttribute("aria-label", label);
    shape.setAttribute("aria-pressed", String(isSelected));
    shape.style.setProperty("--of-group", colour);
    for (const rect of shape.querySelectorAll(".under, .line")) setSides(rect, box);
    const text = shape.querySelector("text");
    if (!text) return;
    const size = Math.min(13 * this.unit, (box[2] - box[0]) * (0.75 - 0.15 * String(group).length));
    const x = (box[0] + box[2]) / 2;
    const y = (box[1] + box[3]) / 2;
    text.textContent = group;
    set(text, { x, y, "font-size": size });
    const half = size * (0.45 + 0.3 * String(group).length);
    const plate = shape.querySelector(".plate");
    set(plate, { x: x - half, y: y - size * 0.75, width: 2 * half, height: size * 1.5, rx: size * 0.4 });
  }

  #handle(corner) {
    const handle = element("g", { class: `handle ${corner}` });
    handle.dataset.corner = corner;
    handle.append(element("circle", { class: "reach" }), element("circle", { class: "knob" }));
    return handle;
  }

  #placeHandles([left, top, right, bottom]) {
    const at = { nw: [left, top], ne: [right, top], se: [right, bottom], sw: [left, bottom] };
    // A small box keeps a middle that it can be moved by.
    const reach = Math.min(18 * this.unit, Math.max(6 * this.unit, 0.3 * Math.min(right - left, bottom - top)));
    for (const handle of this.handles.children) {
      const [cx, cy] = at[handle.dataset.corner];
      set(handle.firstChild, { cx, cy, r: reach });
      set(handle.lastChild, { cx, cy, r: Math.min(7 * this.unit, 0.7 * reach) });
    }
  }

  #point(event) {
    const { left, top } = this.svg.getBoundingClientRect();
    return [(event.clientX - left) * this.unit, (event.clientY - top) * this.unit];
  }

  #down(event) {
    if (event.button !== 0 || this.dragged) return;
    const [x, y] = this.#point(event);
    const corner = event.target.closest(".handle")?.dataset.corner;
    const id = Number(event.target.closest(".box")?.dataset.id);
    if (this.kind) this.dragged = { how: "draw", x, y };
    else if (corner) this.dragged = { how: corner, x, y, box: this.selected.box };
    else if (this.selected && id === this.selected.id) this.dragged = { how: "move", x, y, box: this.selected.box };
    else return;
    this.dragged.pointer = event.pointerId;
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
  }

  #drag(event) {
    const drag = this.dragged;
    if (!drag || event.pointerId !== drag.pointer) return;
    const [x, y] = this.#point(event);
    if (Math.hypot(x - drag.x, y - drag.y) < 3 * this.unit && !drag.sides) return;
    drag.sides = this.#sidesAt(drag, x, y);
    if (drag.how === "draw") {
      this.draft ??= this.svg.appendChild(element("rect", { class: "draft" }));
      setSides(this.draft, drag.sides);
      return;
    }
    const shape = this.shapes.get(this.selected.id);
    for (const rect of shape.querySelectorAll(".under, .line")) setSides(rect, drag.sides);
    this.#placeHandles(drag.sides);
  }

  #sidesAt({ how, x: startX, y: startY, box }, x, y) {
    if (how === "draw") return this.within([startX, startY, x, y]);
    const [dx, dy] = [x - startX, y - startY];
    if (how === "move") return this.#moved(box, dx, dy);
    const [left, top, right, bottom] = box;
    const west = how.endsWith("w");
    const north = how.startsWith("n");
    return this.within([
      west ? Math.min(left + dx, right - LEAST) : left,
      north ? Math.min(top + dy, bottom - LEAST) : top,
      west ? right : Math.max(right + dx, left + LEAST),
      north ? bottom : Math.max(bottom + dy, top + LEAST),
    ]);
  }

  // As far as the photo goes; its size stays.
  #moved([left, top, right, bottom], dx, dy) {
    const x = Math.min(Math.max(dx, -left), this.width - right);
    const y = Math.min(Math.max(dy, -top), this.height - bottom);
    return this.within([left + x, top + y, right + x, bottom + y]);
  }

  #up(event) {
    const drag = this.dragged;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.dragged = null;
    this.draft?.remove();
    this.draft = null;
    this.wasDragged = Boolean(drag.sides);
    if (event.type === "pointercancel" || !drag.sides) return;
    if (drag.how !== "draw") this.actions.move(this.selected.id, drag.sides);
    else if (isLarge(drag.sides, 8 * this.unit)) this.actions.draw(this.photo, drag.sides);
  }

  // A tap; the click that ends a drag is none.
  #click(event) {
    if (this.wasDragged || this.kind) {
      this.wasDragged = false;
      return;
    }
    if (event.target.closest(".handle")) return;
    // Where boxes lie on one another, a second tap means the one below.
    const under = document.elementsFromPoint(event.clientX, event.clientY);
    const ids = [...new Set(under.map((each) => Number(each.closest?.(".box")?.dataset.id)).filter(Boolean))];
    const next = (ids.indexOf(this.selected?.id) + 1) % Math.max(1, ids.length);
    this.actions.select(ids[next] ?? null);
  }

  #key(event) {
    const id = Number(event.target.closest(".box")?.dataset.id);
    if (!id) return;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.key === "Enter" || event.key === " ") this.actions.select(id);
    else if (event.key === "Delete" || event.key === "Backspace") this.actions.remove(id);
    else if (event.key in arrows && this.selected?.id === id) this.#nudge(arrows[event.key], event.shiftKey);
    else return;
    event.preventDefault();
  }

  // Arrows move a box, with shift its right and lower edge.
  #nudge([x, y], isEdge) {
    const [dx, dy] = [x * STEP * this.unit, y * STEP * this.unit];
    const { id, box } = this.selected;
    const sides = isEdge ? this.#sidesAt({ how: "se", x: 0, y: 0, box }, dx, dy) : this.#moved(box, dx, dy);
    this.actions.move(id, sides);
  }
}

export function describeWith(drawing) {
  return ({ kind, group }) => {
    if (kind !== "facing") return { label: say(kind), colour: "", skipped: false };
    const skipped = drawing.isSkipped(group);
    const name = skipped ? say("skipped") : drawing.nameOf(group);
    const label = name ? say("named", { n: group, name }) : say("pack", { n: group });
    return { label, colour: `hsl(${(group * 137.5) % 360} 85% 62%)`, skipped };
  };
}

function isLarge([left, top, right, bottom], least) {
  return right - left >= least && bottom - top >= least;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  set(made, attributes);
  return made;
}

function set(target, attributes) {
  for (const [name, value] of Object.entries(attributes)) target.setAttribute(name, value);
}

function setSides(rect, [left, top, right, bottom]) {
  set(rect, { x: left, y: top, width: right - left, height: bottom - top });
}
