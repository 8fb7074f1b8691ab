// Asks for news: often while an answer is on its way, seldom otherwise.

import { readMessages } from "./api.js";

const FAST_MS = 700;
const CALM_MS = 4_000;
const HIDDEN_MS = 15_000;
const FAST_AFTER_SEND_MS = 30_000;
const OVERLAP_MICROS = 30_000_000; // rows become visible a little after their time

export class Polling {
  // onNews(messages, typing, page): page is true for a first load that has earlier messages.
  constructor({ onNews, onState, onGone }) {
    this.onNews = onNews;
    this.onState = onState;
    this.onGone = onGone;
    this.seq = null;
    this.typing = false;
    this.fastUntil = 0;
    this.pauseMs = CALM_MS;
    this.failures = 0;
    this.timer = null;
    this.asking = false;
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.onState("offline"));
  }

  // Something was sent: an answer is due.
  expectAnswer() {
    this.fastUntil = Date.now() + FAST_AFTER_SEND_MS;
    this.now();
  }

  now() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), 0);
  }

  async #ask() {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    this.again = false;
    try {
      await this.#read();
      this.failures = 0;
      this.onState("online");
    } catch (error) {
      if (error.status === 401) return this.onGone();
      this.failures += 1;
      this.onState(navigator.onLine ? "unreachable" : "offline");
    } finally {
      this.asking = false;
    }
    this.timer = setTimeout(() => this.#ask(), this.again ? 0 : this.#pause());
  }

  async #read() {
    const first = this.seq === null;
    let news;
    let after = first ? null : Math.max(0, this.seq - OVERLAP_MICROS);
    do {
      news = await readMessages(after === null ? {} : { after });
      for (const message of news.messages) this.seq = Math.max(this.seq ?? 0, message.seq);
      after = this.seq ?? 0;
      this.typing = news.typing;
      this.onNews(news.messages, news.typing, first && news.more);
    } while (!first && news.more);
    this.seq ??= 0;
  }

  #pause() {
    if (this.failures) return Math.min(1_000 * 2 ** (this.failures - 1), HIDDEN_MS);
    if (document.hidden) {
      this.pauseMs = Math.min(this.pauseMs * 1.5, HIDDEN_MS);
      return this.pauseMs;
    }
    this.pauseMs = CALM_MS;
    return this.typing || Date.now() < this.fastUntil ? FAST_MS : CALM_MS;
  }
}
