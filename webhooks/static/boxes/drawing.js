// What stands on the photos as the person has drawn it: boxes, numbers, names; and every
// step before, to take back. Sides are pixels of the photo: left, top, right, bottom.

export class Drawing {
  constructor({ boxes, groups, base, most }, changed) {
    this.base = base;
    this.most = most;
    this.changed = changed;
    this.boxes = boxes.map((box, index) => ({ ...box, id: index + 1 }));
    this.nextId = boxes.length + 1;
    this.groups = new Map(groups.map((group) => [group.number, group]));
    this.names = new Map(); // what numbers are called now, where that was changed here
    this.steps = [];
    this.saved = 0;
  }

  get isChanged() {
    return this.steps.length !== this.saved;
  }

  get(id) {
    return this.boxes.find((box) => box.id === id);
  }

  on(photo) {
    return this.boxes.filter((box) => box.photo === photo);
  }

  // The numbers that any pack has, in order, with their names.
  numbers() {
    const used = new Set(this.#packs().map((box) => box.group));
    return [...used].sort((a, b) => a - b).map((number) => ({ number, name: this.nameOf(number) }));
  }

  nameOf(number) {
    return this.names.get(number) ?? this.groups.get(number)?.name ?? "";
  }

  isSkipped(number) {
    return Boolean(this.groups.get(number)?.skipped) && !this.names.get(number);
  }

  newNumber() {
    return Math.max(0, ...this.groups.keys(), ...this.#packs().map((box) => box.group)) + 1;
  }

  // The number of the nearest pack on the same photo: what is drawn beside it is likely the same.
  numberNear(photo, [left, top, right, bottom]) {
    const middle = (box) => [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    const [x, y] = middle([left, top, right, bottom]);
    const away = (box) => {
      const [otherX, otherY] = middle(box.box);
      return Math.hypot(otherX - x, 2 * (otherY - y)); // a row is more alike than a column
    };
    const packs = this.#packs().filter((box) => box.photo === photo);
    if (!packs.length) return this.newNumber();
    return packs.reduce((best, box) => (away(box) < away(best) ? box : best)).group;
  }

  // The size of a usual box of this kind there, for one that is added without drawing.
  usualSize(kind, photo, width, height) {
    const alike = this.boxes.filter((box) => box.kind === kind && box.photo === photo);
    if (!alike.length) return [width / 10, height / 8];
    const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
    return [middle(alike.map(({ box }) => box[2] - box[0])), middle(alike.map(({ box }) => box[3] - box[1]))];
  }

  add(kind, photo, sides) {
    if (this.boxes.length >= this.most) return null;
    const group = kind === "facing" ? this.numberNear(photo, sides) : 0;
    const box = { id: this.nextId++, kind, photo, box: sides, group, source: null };
    this.#step({ boxes: [...this.boxes, box] });
    return box;
  }

  remove(id) {
    this.#step({ boxes: this.boxes.filter((box) => box.id !== id) });
  }

  move(id, sides) {
    this.#change(id, { box: sides });
  }

  renumber(id, group) {
    if (this.get(id).group !== group) this.#change(id, { group });
  }

  call(number, name) {
    const said = name.trim().replace(/\s+/g, " ");
    if (!said || said === this.nameOf(number)) return;
    this.#step({ names: new Map(this.names).set(number, said) });
  }

  takeBack() {
    const before = this.steps.pop();
    if (!before) return;
    Object.assign(this, before);
    this.changed();
  }

  markSaved() {
    this.saved = this.steps.length;
  }

  toJson(clientId) {
    const used = new Set(this.#packs().map((box) => box.group));
    const names = [...this.names].filter(([number, name]) => name && used.has(number));
    return {
      client_id: clientId,
      base: this.base,
      boxes: this.boxes.map(({ kind, photo, box, group, source }) => ({ kind, photo, box, group, source })),
      names: Object.fromEntries(names.map(([number, name]) => [number, { name }])),
    };
  }

  #packs() {
    return this.boxes.filter((box) => box.kind === "facing");
  }

  #change(id, values) {
    this.#step({ boxes: this.boxes.map((box) => (box.id === id ? { ...box, ...values } : box)) });
  }

  #step(values) {
    this.steps.push({ boxes: this.boxes, names: this.names });
    Object.assign(this, values);
    this.changed();
  }
}
