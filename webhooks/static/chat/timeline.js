// The conversation on the page: order, days, quotes, and where the reader is.

import { Bubble } from "./bubble.js";
import { dayKey, dayName, say } from "./words.js";

const NEAR_BOTTOM_PX = 90;
const SAME_GROUP_MS = 5 * 60_000;

export class Timeline {
  constructor({ log, scroll, pill, pillWords, actions }) {
    this.log = log;
    this.scroll = scroll;
    this.pill = pill;
    this.pillWords = pillWords;
    this.actions = actions;
    this.bubbles = new Map();
    this.unread = 0;
    this.stuck = true;
    this.lastTop = 0;
    scroll.addEventListener("scroll", () => this.#noticeScroll(), { passive: true });
    pill.onclick = () => this.toBottom(true);
    const keep = new ResizeObserver(() => this.stuck && this.toBottom());
    keep.observe(log);
    keep.observe(scroll);
  }

  get size() {
    return this.bubbles.size;
  }

  get hasOwn() {
    return [...this.bubbles.values()].some(({ message }) => message.from === "me");
  }

  message(id) {
    return this.bubbles.get(id)?.message;
  }

  get oldestSeq() {
    return Math.min(...this.#seqs());
  }

  get newestSeq() {
    return Math.max(0, ...this.#seqs());
  }

  #seqs() {
    return [...this.bubbles.values()].map(({ message }) => message.seq).filter(Boolean);
  }

  // Show messages, new or known; gives those that were new.
  show(messages) {
    const added = [];
    for (const message of messages) {
      const known = this.bubbles.get(message.id);
      if (known) {
        known.update({ ...message, state: message.state ?? "sent", number: known.message.number });
      } else {
        this.bubbles.set(message.id, new Bubble({ state: "sent", ...message }, this.actions));
        added.push(message);
      }
    }
    if (messages.length) this.#arrange();
    return added;
  }

  remove(id) {
    this.bubbles.get(id)?.element.remove();
    this.bubbles.delete(id);
    this.#arrange();
  }

  // Put earlier messages above without moving what is being read.
  showEarlier(messages) {
    const before = this.scroll.scrollHeight;
    this.show(messages);
    this.scroll.scrollTop += this.scroll.scrollHeight - before;
  }

  noticeNew(messages) {
    const answers = messages.filter((message) => message.from === "bot").length;
    if (this.stuck || !answers) return;
    this.unread += answers;
    this.#showPill();
  }

  toBottom(smooth = false) {
    this.scroll.scrollTo({ top: this.scroll.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    if (!smooth) this.stuck = true;
  }

  goTo(id) {
    const bubble = this.bubbles.get(id);
    if (!bubble) return;
    bubble.element.scrollIntoView({ block: "center", behavior: "smooth" });
    bubble.element.classList.add("found");
    setTimeout(() => bubble.element.classList.remove("found"), 1_600);
  }

  #noticeScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroll;
    const atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM_PX;
    // Content that grows (a picture that loads) is no wish to leave the bottom.
    if (atBottom) this.stuck = true;
    else if (scrollTop < this.lastTop) this.stuck = false;
    this.lastTop = scrollTop;
    if (this.stuck) this.unread = 0;
    this.#showPill();
  }

  #showPill() {
    this.pill.hidden = this.stuck;
    this.pill.classList.toggle("news", this.unread > 0);
    const news = this.unread > 1 ? say("new_messages", { n: this.unread }) : say("new_message");
    const words = this.unread ? [news, say("to_newest")] : ["", say("to_newest")];
    this.pillWords.textContent = words[0];
    this.pill.setAttribute("aria-label", words.filter(Boolean).join(". "));
  }

  #ordered() {
    // What is not in yet stands after what was there when it was written.
    const key = ({ message }) => message.seq ?? message.anchor + 0.5;
    const number = ({ message }) => message.number ?? 0;
    return [...this.bubbles.values()].sort(
      (first, second) => key(first) - key(second) || number(first) - number(second),
    );
  }

  #arrange() {
    const pressed = this.#pressed();
    for (const day of this.log.querySelectorAll(".day")) day.remove();
    let place = this.log.firstElementChild;
    let previous = null;
    for (const bubble of this.#ordered()) {
      if (place === bubble.element) place = place.nextElementSibling;
      else this.log.insertBefore(bubble.element, place);
      this.#relate(bubble, previous);
      bubble.showQuote(this.#quoted(bubble, previous));
      bubble.showPressed(pressed.get(bubble.message.id) ?? new Set());
      previous = bubble;
    }
  }

  // An answer right below its question needs no quote.
  #quoted(bubble, previous) {
    const { from, reply_to } = bubble.message;
    if (from === "bot" && previous?.message.id === reply_to) return undefined;
    return this.message(reply_to);
  }

  #relate(bubble, previous) {
    const date = new Date(bubble.message.at);
    const earlier = previous && new Date(previous.message.at);
    const newDay = !earlier || dayKey(date) !== dayKey(earlier);
    const follows =
      !newDay && previous.message.from === bubble.message.from && date - earlier < SAME_GROUP_MS;
    bubble.element.classList.toggle("follows", follows);
    if (!newDay) return;
    const day = document.createElement("li");
    day.className = "day";
    const words = document.createElement("span");
    words.textContent = dayName(date);
    day.append(words);
    this.log.insertBefore(day, bubble.element);
  }

  // Which buttons of which answers were pressed.
  #pressed() {
    const pressed = new Map();
    for (const { message } of this.bubbles.values()) {
      if (!message.choice || !message.reply_to) continue;
      if (!pressed.has(message.reply_to)) pressed.set(message.reply_to, new Set());
      pressed.get(message.reply_to).add(message.choice);
    }
    return pressed;
  }
}
