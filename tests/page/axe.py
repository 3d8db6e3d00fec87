"""What axe-core finds wrong with a part of the page for people who do not see it, or do not use a mouse."""

from klingkit.scripts.recipe import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def serious_faults(page, selector):
    """The faults of impact `serious` or `critical` in what the selector finds: [(rule, element), ...]."""
    if not page.evaluate("() => Boolean(window.axe)"):
        page.add_script_tag(path=AXE)
    found = page.evaluate("(selector) => axe.run(selector, {resultTypes: ['violations']})", selector)
    return [
        (violation["id"], node["html"][:200])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
