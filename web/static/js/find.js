// The list of articles is searched as one types: the server draws it, this puts it in place.

const form = document.getElementById("find");
const PAUSE_MS = 200;
let timer = 0, latest = 0;

async function show() {
  const ticket = ++latest;
  const wanted = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  const address = wanted.size ? `/articles?${wanted}` : "/articles";
  try {
    const reply = await fetch(address, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("found");
    if (ticket !== latest || !fresh) return; // something else was typed meanwhile
    document.getElementById("found").replaceWith(fresh);
    history.replaceState(null, "", address);
  } catch { /* the button still sends the form */ }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(show, PAUSE_MS);
});
