// The page's words by their key, with values in the braces.

const WORDS = JSON.parse(document.getElementById("words").textContent);

export function say(key, values = {}) {
  return WORDS[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
