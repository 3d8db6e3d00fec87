"""Accounts at every provider, for the ComfyUI that all tests share."""

import pytest


@pytest.fixture(scope="module")
def providers(_comfyui_of_the_session):
    """The running ComfyUI has an account at each provider meanwhile, called as the provider, with a simulator each."""
    from klingkit.tests.workflows.stories import Simulators

    path = _comfyui_of_the_session.user / "klingkit" / "accounts.toml"
    path.parent.mkdir(exist_ok=True)
    with Simulators() as simulators:
        path.touch(mode=0o600)
        path.write_text(simulators.accounts, encoding="utf-8")
        yield simulators.by_provider
    path.unlink()
