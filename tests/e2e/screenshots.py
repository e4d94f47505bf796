"""Makes the pictures of the README: `python -m tests.e2e.screenshots [FOLDER]`. Real model, real server, the samples."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

from tests.e2e.browsing import ARGUMENTS, CHROMIUM, ask
from tests.e2e.house import ROOT, SAMPLES, serving

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
README = (
    "reader-desktop-light",
    "articles-desktop-light",
    "disagreement-desktop-dark",
    "answer-phone-dark",
    "refusal-phone-light",
)

FLOOD = (
    ("Sample Herald", "Flood in the Arden valley leaves many dead", "The flood killed 41 people in the Arden valley. "
     "Rain had fallen for three days when the dam of the old mill gave way on Monday night."),
    ("Fixture Gazette", "Arden counts its dead after the dam broke", "Officials said 57 people died in the flood in the "
     "Arden valley. The water came at night, and few had been warned."),
)  # fmt: skip


def corpus(folder: Path) -> Path:
    """The samples, and two invented articles that disagree."""
    shutil.copytree(SAMPLES, folder)
    rows = [
        {"title": title, "source": source, "published_at": "2023-07-12", "text": text} for source, title, text in FLOOD
    ]
    (folder / "flood.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def take(page: Page, folder: Path, name: str) -> None:
    """Show welcome, answer, reader, disagreement, refusal and list, and keep a picture of each."""

    def shot(view: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(600)  # for scrolling to settle
        page.screenshot(path=folder / f"{view}-{name}.png")

    page.goto("/")
    shot("welcome")
    ask(page, "Why did Amazon pause police use of Rekognition?")
    shot("answer")
    page.locator(".cite").first.click()
    page.locator("mark.now").first.wait_for()
    shot("reader")
    page.keyboard.press("Escape")
    ask(page, "How many people died in the Arden valley flood?")
    shot("disagreement")
    ask(page, "Who won the 1930 World Cup in Uruguay?")
    shot("refusal")
    page.goto("/articles")
    shot("articles")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work, sync_playwright() as playwright:
        articles = corpus(Path(work) / "articles")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with serving(Path(work), articles, feedback=f"{work}/feedback.jsonl") as house:
            for size, (width, height) in SIZES.items():
                for scheme in SCHEMES:
                    context = chromium.new_context(
                        base_url=house.url,
                        viewport={"width": width, "height": height},
                        color_scheme=scheme,
                        locale="en-GB",
                    )
                    take(context.new_page(), folder, f"{size}-{scheme}")
                    context.close()
        chromium.close()
    for name in README:
        shutil.copy(folder / f"{name}.png", ROOT / "docs" / "screenshots")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "var/screenshots"))
