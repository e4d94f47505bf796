// The page where articles are brought: files may be dropped anywhere on it.

const form = document.getElementById("add"), files = document.getElementById("files"), drop = document.getElementById("drop");

for (const event of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(event, (happened) => {
    if (![...(happened.dataTransfer?.types ?? [])].includes("Files")) return;
    happened.preventDefault();
    drop.classList.toggle("over", event === "dragover");
    if (event !== "drop") return;
    files.files = happened.dataTransfer.files;
    files.focus();
  });
}

form.addEventListener("submit", () => { form.querySelector("button[type=submit]").disabled = true; });
addEventListener("pageshow", () => { form.querySelector("button[type=submit]").disabled = false; }); // also after Back
