"""Makes the pictures of the README: `python -m tests.e2e.screenshots [FOLDER]`."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from typing import Literal

import waitress
from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsing import ARGUMENTS, CHROMIUM, ask
from tests.e2e.demo import DemoService
from web import create_app

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take(page: Page, folder: Path, name: str) -> None:
    """Show answer, reader, disagreement, refusal and list, and keep a picture of each."""

    def shot(view: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(400)  # for scrolling to settle
        page.screenshot(path=folder / f"{view}-{name}.png")

    page.goto("/")
    shot("welcome")
    ask(page, "Why did Amazon pause police use of Rekognition?")
    shot("answer")
    page.locator(".cite").first.click()
    page.locator("mark.now").wait_for()
    shot("reader")
    page.keyboard.press("Escape")
    ask(page, "How many wrongful arrests after false face matches?")
    shot("disagreement")
    ask(page, "Who won the Ruritania cup with the police?")
    shot("refusal")
    page.goto("/articles")
    shot("articles")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    feedback = Path(tempfile.mkdtemp()) / "feedback.jsonl"
    server = waitress.create_server(create_app(DemoService(), feedback=feedback), host="127.0.0.1", port=0)
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                context = chromium.new_context(
                    base_url=f"http://127.0.0.1:{server.effective_port}",
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    locale="en-GB",
                )
                take(context.new_page(), folder, f"{size}-{scheme}")
                context.close()
        chromium.close()
    server.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
