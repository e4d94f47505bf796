// Conversations, kept in this browser's IndexedDB. Without one every call still works and keeps nothing.

const opened = new Promise((resolve) => {
  try {
    const request = indexedDB.open("quoth", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("conversations", { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
});

async function run(mode, act, otherwise) {
  const database = await opened;
  if (!database) return otherwise;
  return new Promise((resolve) => {
    const transaction = database.transaction("conversations", mode);
    const request = act(transaction.objectStore("conversations"));
    transaction.oncomplete = () => resolve(request.result ?? otherwise);
    transaction.onerror = transaction.onabort = () => resolve(otherwise);
  });
}

export const available = opened.then(Boolean);
export const load = (id) => run("readonly", (store) => store.get(id), null);
export const save = (conversation) => run("readwrite", (store) => store.put(conversation), null);
export const remove = (id) => run("readwrite", (store) => store.delete(id), null);

// All of them, the last used first.
export const list = async () =>
  (await run("readonly", (store) => store.getAll(), [])).sort((a, b) => b.updated - a.updated);

// Small choices, such as an open list. Where the browser keeps none, each page begins with the usual ones.
export function recall(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* kept for this page only */ }
}

export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(9))].map((byte) => byte.toString(36).padStart(2, "0")).join("");
}
