// The web chat: joins the parts. No framework, no build step.

import { readMessages } from "./chat/api.js";
import { fromEntry, isPicture } from "./chat/bubble.js";
import { Composer } from "./chat/composer.js";
import { Lightbox } from "./chat/lightbox.js";
import { Outgoing } from "./chat/outgoing.js";
import { Polling } from "./chat/polling.js";
import { Samples } from "./chat/samples.js";
import { Timeline } from "./chat/timeline.js";
import { say } from "./chat/words.js";

const LONG_WORK_MS = 20_000;
const TITLE = document.title;
const $ = (id) => document.getElementById(id);

const lightbox = new Lightbox();
const timeline = new Timeline({
  log: $("log"),
  scroll: $("scroll"),
  pill: $("pill"),
  pillWords: $("pill-words"),
  actions: {
    openPhotos: (urls, index) => lightbox.open(urls, index),
    press: (message, choice) => send({ label: choice.label, choice: choice.value, reply_to: message.id }),
    reply: (message) => composer.quote(message),
    showMenu,
    goTo: (id) => timeline.goTo(id),
    retry: (id) => outgoing.retry(id),
    remove: (id) => outgoing.remove(id),
  },
});
const outgoing = new Outgoing({
  onChange: (entry) => {
    timeline.show([fromEntry(entry)]);
    showEmptyState();
  },
  onSent: (entry) => {
    timeline.show([{ ...fromEntry(entry), state: "sent" }]);
    showTyping(true);
    polling.expectAnswer();
  },
  onRemoved: (entry) => {
    timeline.remove(entry.id);
    showEmptyState();
  },
});
const polling = new Polling({ onNews, onState: showState, onGone });
const composer = new Composer({ onSend: sendAll, onComplain: complain });
const samples = new Samples({ onPick: (file) => send({ files: [file] }) });

let loaded = false;
let state = "connecting";
let typing = false;
let typingSince = 0;
let unseen = 0;

function send(message) {
  outgoing.send({ ...message, anchor: timeline.newestSeq });
  samples.toggle(false);
  timeline.toBottom();
}

// Photos travel together with the caption; a table or another file is its own message.
function sendAll({ text, files, reply_to }) {
  const photos = files.filter(isPicture);
  const others = files.filter((file) => !isPicture(file));
  if (photos.length || !others.length) send({ text, files: photos, reply_to });
  others.forEach((file, index) => {
    const words = !photos.length && index === 0 ? { text, reply_to } : {};
    send({ ...words, files: [file] });
  });
}

function onNews(messages, isTyping, hasEarlier) {
  const added = timeline.show(messages);
  if (hasEarlier) $("earlier").hidden = false;
  if (!loaded) {
    loaded = true;
    timeline.toBottom();
    $("log").setAttribute("aria-live", "polite");
  } else {
    timeline.noticeNew(added);
    countUnseen(added);
  }
  showTyping(isTyping);
  showEmptyState();
}

// Until the visitor has written something, there are suggestions; after a welcome, only they.
function showEmptyState() {
  const fresh = loaded && !timeline.hasOwn;
  if (fresh && $("empty").hidden) samples.toggle(true);
  $("empty").hidden = !fresh;
  $("empty").classList.toggle("begun", timeline.size > 0);
}

function showTyping(isTyping) {
  if (isTyping && !typing) typingSince = Date.now();
  typing = isTyping;
  const cutOff = state === "offline" || state === "unreachable";
  $("typing").hidden = !typing || cutOff;
  const long = typing && Date.now() - typingSince > LONG_WORK_MS;
  $("typing-words").textContent = long ? say("still_counting") : "";
  if (timeline.stuck) timeline.toBottom();
  showStateWords();
}

function showState(next) {
  if (state === "unreachable" || state === "offline") {
    if (next === "online") outgoing.hurry();
  }
  state = next;
  showTyping(typing);
}

function showStateWords() {
  const words = {
    connecting: say("connecting"),
    online: say(typing ? "working" : "online"),
    offline: say("offline"),
    unreachable: say("unreachable"),
  };
  const banners = {
    offline: say("offline_kept"),
    unreachable: say("unreachable_retry"),
  };
  setWords($("state"), words[state]);
  $("state").dataset.state = state;
  setWords($("banner"), banners[state] ?? "");
  $("banner").hidden = !banners[state];
}

// Announced by screen readers, so only touched when it changes.
function setWords(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function countUnseen(added) {
  if (!document.hidden) return;
  unseen += added.filter((message) => message.from === "bot").length;
  document.title = unseen ? `(${unseen}) ${TITLE}` : TITLE;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen = 0;
  document.title = TITLE;
});

// The visitor's cookie is gone: a fresh page makes a new one, but only once.
function onGone() {
  if (sessionStorage.getItem("atlasvision.reloaded")) {
    showState("unreachable");
    return;
  }
  sessionStorage.setItem("atlasvision.reloaded", "1");
  location.reload();
}

let toastTimer = null;

function complain(words) {
  const toast = $("toast");
  toast.textContent = words;
  toast.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (toast.hidden = true), 5_000);
}

function showMenu(message) {
  const sheet = $("sheet");
  $("sheet-copy").hidden = !message.text || !navigator.clipboard;
  $("sheet-reply").onclick = () => {
    sheet.close();
    composer.quote(message);
  };
  $("sheet-copy").onclick = () => {
    sheet.close();
    navigator.clipboard.writeText(message.text);
  };
  // The finger that opened the sheet ends in a click beside it: only a new touch closes.
  let touched = false;
  sheet.onpointerdown = () => (touched = true);
  sheet.onclick = (event) => event.target === sheet && touched && sheet.close();
  sheet.showModal();
}

async function showEarlier() {
  const button = $("earlier");
  button.disabled = true;
  try {
    const earlier = await readMessages({ before: timeline.oldestSeq });
    timeline.showEarlier(earlier.messages);
    button.hidden = !earlier.more;
  } catch {
    complain(say("no_earlier"));
  }
  button.disabled = false;
}

$("earlier").onclick = showEarlier;
$("chip-photo").onclick = () => composer.choosePhotos();
$("chip-count").onclick = () => composer.begin(`${say("how_many")} `);
$("chip-help").onclick = () => send({ text: say("help") });

await outgoing.restore();
polling.now();
