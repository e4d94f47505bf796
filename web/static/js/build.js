// How far a build is: the server draws the page, this fetches it again while the build runs.

const EVERY_MS = 700;

async function look() {
  try {
    const reply = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("build");
    if (fresh) document.getElementById("build").replaceWith(fresh);
  } catch { /* the server may be busy for a moment: the next look tells */ }
  if (document.getElementById("build").dataset.running !== undefined) setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
