"""What every browser test needs: where Chromium is, the site under test, how a person asks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.demo import DemoService

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass
class Site:
    """A running server: its service can be changed under it."""

    url: str
    service: DemoService
    feedback: Path


def ask(page: Page, question: str) -> None:
    """Ask as a person does and wait for the whole answer."""
    turns = page.locator(".turn").count()
    editing = page.locator("#editing").is_visible()
    page.fill("#question", question)
    page.keyboard.press("Enter")
    finished = page.locator(".turn:not(.busy)")
    expect(finished).to_have_count(1 if editing else turns + 1)
    expect(finished.last.locator(".rest > *, .answer > *").first).to_be_visible()
