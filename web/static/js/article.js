// The reader as a page of its own: brings the quote to the middle of the window.

document.getElementById("quote")?.scrollIntoView({ block: "center" });
