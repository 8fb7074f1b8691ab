// Times, snippets and links: turning values into what people read.

const WORDS = JSON.parse(document.getElementById("words").textContent);
// The page's language with the browser's country where they agree; digits as the bot writes them.
const language = document.documentElement.lang;
const browsers = navigator.languages.find((each) => each.split("-")[0] === language);
const locale = new Intl.Locale(browsers ?? language, { numberingSystem: "latn" });
const timeFormat = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" });
const oldDayFormat = new Intl.DateTimeFormat(locale, { dateStyle: "long" });

export const BOT_NAME = "AtlasVision";

// The page's words by their key, with values in the braces.
export function say(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

export function timeOf(date) {
  return timeFormat.format(date);
}

export function dayKey(date) {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function dayName(date, today = new Date()) {
  if (dayKey(date) === dayKey(today)) return say("today");
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (dayKey(date) === dayKey(yesterday)) return say("yesterday");
  return (date.getFullYear() === today.getFullYear() ? dayFormat : oldDayFormat).format(date);
}

// One line that stands for a message in a quote.
export function snippet(message) {
  const text = message.text.replace(/\s+/g, " ").trim();
  if (text) return text.length > 120 ? `${text.slice(0, 117)}…` : text;
  if (message.image_urls.length > 1) return say("photos");
  if (message.image_urls.length) return say("photo");
  return message.document_name || say("file");
}

// Text nodes and safe links; people's text never becomes markup.
export function fillText(element, text) {
  element.replaceChildren();
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'\u200e\u200f\u2066-\u2069]+/gi)) {
    const address = match[0].replace(/[.,;:!?)\]]+$/, "");
    const link = safeLink(address);
    if (!link) continue;
    element.append(text.slice(rest, match.index), link);
    rest = match.index + address.length;
  }
  element.append(text.slice(rest));
}

function safeLink(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  const link = document.createElement("a");
  link.href = url.href;
  link.target = "_blank";
  link.rel = "noopener noreferrer nofollow";
  link.textContent = address;
  return link;
}

export function icon(name, size = 16) {
  const namespace = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(namespace, "svg");
  const use = document.createElementNS(namespace, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("width", size);
  svg.setAttribute("height", size);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}
