// The endpoints of the web chat. Errors carry `retryable`: whether trying again can help.

import { say } from "./words.js";

const READ_TIMEOUT_MS = 15_000;
const STALLED_AFTER_MS = 45_000;

export class ApiError extends Error {
  constructor(text, { status = 0, retryable = true, waitMs = 0 } = {}) {
    super(text);
    this.status = status;
    this.retryable = retryable;
    this.waitMs = waitMs;
  }
}

export async function readMessages(query) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), READ_TIMEOUT_MS);
  try {
    const response = await fetch(`/chat/messages?${new URLSearchParams(query)}`, {
      headers: { Accept: "application/json" },
      signal: controller.signal,
    });
    if (!response.ok) throw new ApiError(response.statusText, { status: response.status });
    return await response.json();
  } finally {
    clearTimeout(timer);
  }
}

export async function readSamples() {
  const response = await fetch("/chat/samples", { headers: { Accept: "application/json" } });
  return response.ok ? (await response.json()).samples : [];
}

// XMLHttpRequest, because fetch does not tell how far an upload is.
export function postMessage(entry, onProgress) {
  const form = new FormData();
  form.set("client_id", entry.id);
  if (entry.text) form.set("text", entry.text);
  if (entry.choice) form.set("choice", entry.choice);
  if (entry.reply_to) form.set("reply_to", entry.reply_to);
  for (const file of entry.files) form.append("photos", file, file.name || "photo.jpg");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new ApiError(say("lost")));
    let stalled = setTimeout(() => request.abort(), STALLED_AFTER_MS);
    const alive = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_AFTER_MS);
    };
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      const body = request.response ?? {};
      if (request.status >= 200 && request.status < 300) resolve(body);
      else reject(refusal(request, body));
    };
    request.onerror = lost;
    request.onabort = lost;
    request.onloadend = () => clearTimeout(stalled);
    request.open("POST", "/chat/messages");
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.send(form);
  });
}

function refusal(request, body) {
  const status = request.status;
  const retryable = status === 429 || status >= 500;
  const seconds = Number(request.getResponseHeader("Retry-After")) || 0;
  const text = body.text || say(retryable ? "server_busy" : "refused");
  return new ApiError(text, { status, retryable, waitMs: seconds * 1000 });
}
