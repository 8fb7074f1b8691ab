// Messages on their way out: one after another, in order, tried again until they are in.

import { postMessage } from "./api.js";
import { forgetOutgoing, keepOutgoing, keptOutgoing } from "./storage.js";

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

export class Outgoing {
  // onChange(entry): show it; onSent(entry): it is in; onRemoved(entry): take it away.
  constructor({ onChange, onSent, onRemoved }) {
    this.entries = [];
    this.onChange = onChange;
    this.onSent = onSent;
    this.onRemoved = onRemoved;
    this.running = false;
    this.waitMs = FIRST_WAIT_MS;
    this.wake = null;
    addEventListener("online", () => this.hurry());
  }

  async restore() {
    for (const entry of await keptOutgoing()) this.#add({ ...entry, files: entry.files ?? [] });
    this.#run();
  }

  // `anchor`: the newest message that was there when this one was written.
  send({ text = "", label = "", choice = null, reply_to = null, files = [], anchor = 0 }) {
    const at = new Date().toISOString();
    const entry = { id: newId(), number: nextNumber(), anchor, text, label, choice, reply_to, files, at };
    keepOutgoing(entry);
    this.#add(entry);
    this.#run();
    return entry;
  }

  retry(id) {
    const entry = this.entries.find((each) => each.id === id);
    if (!entry) return;
    if (entry.state === "failed") this.#set(entry, { state: "queued", error: "" });
    this.hurry();
    this.#run();
  }

  remove(id) {
    const entry = this.entries.find((each) => each.id === id);
    if (!entry || entry.state === "sending") return;
    this.#drop(entry);
    this.onRemoved(entry);
    this.hurry();
  }

  // The connection may be back: do not wait any longer.
  hurry() {
    this.waitMs = FIRST_WAIT_MS;
    this.wake?.();
  }

  #add(entry) {
    Object.assign(entry, { state: "queued", progress: 0, error: "" });
    this.entries.push(entry);
    this.onChange(entry);
  }

  #set(entry, changes) {
    Object.assign(entry, changes);
    this.onChange(entry);
  }

  #drop(entry) {
    this.entries = this.entries.filter((each) => each !== entry);
    forgetOutgoing(entry.id);
  }

  async #run() {
    if (this.running) return;
    this.running = true;
    let entry;
    while ((entry = this.entries.find((each) => each.state !== "failed"))) {
      await this.#try(entry);
    }
    this.running = false;
  }

  async #try(entry) {
    this.#set(entry, { state: "sending", progress: 0 });
    try {
      await postMessage(entry, (progress) => this.#set(entry, { progress }));
    } catch (error) {
      if (!error.retryable) {
        this.#set(entry, { state: "failed", error: error.message });
        return;
      }
      this.#set(entry, { state: "waiting", error: error.message });
      await this.#pause(Math.max(error.waitMs ?? 0, this.waitMs));
      return;
    }
    this.waitMs = FIRST_WAIT_MS;
    this.#drop(entry);
    this.onSent(entry);
  }

  async #pause(ms) {
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    await new Promise((resolve) => {
      this.wake = resolve;
      setTimeout(resolve, ms);
    });
    this.wake = null;
  }
}

let lastNumber = 0;

// The order of writing; grows even within one millisecond.
function nextNumber() {
  lastNumber = Math.max(Date.now(), lastNumber + 1);
  return lastNumber;
}

// crypto.randomUUID exists on secure pages only, and a shop's own network has plain http.
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
