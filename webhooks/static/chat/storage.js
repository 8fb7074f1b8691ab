// What survives a reload: unsent messages with their photos (IndexedDB), the draft text.
// Where the browser keeps nothing (private windows), everything still works in memory.

const NAME = "atlasvision-chat";
const STORE = "outgoing";
const DRAFT = "atlasvision.draft";

let opening = null;

function open() {
  opening ??= new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opening;
}

async function run(mode, action) {
  const database = await open();
  if (!database) return null;
  return new Promise((resolve) => {
    try {
      const request = action(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}

export function keepOutgoing(entry) {
  return run("readwrite", (store) => store.put({ ...entry }));
}

export function forgetOutgoing(id) {
  return run("readwrite", (store) => store.delete(id));
}

export async function keptOutgoing() {
  const entries = (await run("readonly", (store) => store.getAll())) ?? [];
  return entries.sort((first, second) => first.number - second.number);
}

export function keepDraft(text) {
  try {
    if (text) localStorage.setItem(DRAFT, text);
    else localStorage.removeItem(DRAFT);
  } catch {
    // A full or forbidden storage costs the draft only.
  }
}

export function keptDraft() {
  try {
    return localStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}
