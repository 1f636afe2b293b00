"""What axe finds on a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# off unless asked for: targets of at least 24 px (WCAG 2.2)
RULES = {"rules": {"target-size": {"enabled": True}}}


def violations(page: Page) -> list[str]:
    """Every violation that axe finds in the light theme or in the dark one, a line each."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
        found += [
            f"{scheme}: {one['id']}: {one['help']}: {[node['target'] for node in one['nodes'][:5]]}"
            for one in Axe().run(page, options=RULES).response["violations"]
        ]
    return found
