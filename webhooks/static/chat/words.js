// Times, snippets and links: turning values into what people read.

const timeFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const oldDayFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });

export const BOT_NAME = "AtlasVision";

export function timeOf(date) {
  return timeFormat.format(date);
}

export function dayKey(date) {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function dayName(date, today = new Date()) {
  if (dayKey(date) === dayKey(today)) return "Today";
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (dayKey(date) === dayKey(yesterday)) return "Yesterday";
  return (date.getFullYear() === today.getFullYear() ? dayFormat : oldDayFormat).format(date);
}

// One line that stands for a message in a quote.
export function snippet(message) {
  const text = message.text.replace(/\s+/g, " ").trim();
  if (text) return text.length > 120 ? `${text.slice(0, 117)}…` : text;
  if (message.image_urls.length > 1) return "Photos";
  if (message.image_urls.length) return "Photo";
  return message.document_name || "File";
}

// Text nodes and safe links; people's text never becomes markup.
export function fillText(element, text) {
  element.replaceChildren();
  let rest = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']+/gi)) {
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
