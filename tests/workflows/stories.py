"""What each workflow that we ship makes, and which provider can do it in which dialect."""

from contextlib import ExitStack

from klingkit.nodes.simulator import Simulator

VIDEOS = {
    "batch": 8,
    "camera": 1,
    "end_frame": 1,
    "image2video": 1,
    "image2video_extend_lipsync": 4,
    "lip_sync_own_audio": 2,
    "motion_brush": 1,
    "submit_now_poll_later": 1,
    "text2video": 1,
}
"""Each workflow that we ship, and how many videos it makes and pays for."""
ALL = tuple(VIDEOS)
SPEAKING = ("image2video_extend_lipsync", "lip_sync_own_audio")
ONE_STEP = tuple(name for name in ALL if name not in SPEAKING)
"""Made of image2video and text2video alone."""
WITH_ANY_MODEL = ("batch", "end_frame", "image2video", "submit_now_poll_later", "text2video")
"""Stories that a newer model tells as well."""

NEWER = "kling-v2-6"

SPOKEN = {
    "official": "official",
    "official-new": "official",
    "dmxapi": "dmxapi",
    "dmxapi-responses": "dmxapi-responses",
    "relay": "new-api",
}
"""Provider of an account to the dialect of the simulator that plays it. Accounts are called as their providers."""


def rows():
    """(workflow, provider, model in place of the saved one or None) for each that must run."""
    as_saved = [(name, provider, None) for provider in ("official", "official-new", "dmxapi") for name in ALL]
    as_saved += [(name, "relay", None) for name in ONE_STEP]
    return as_saved + [
        (name, provider, NEWER) for provider in ("official-new", "dmxapi-responses") for name in WITH_ANY_MODEL
    ]


class Simulators:
    """One for each provider; `accounts` is what accounts.toml says of them."""

    def __init__(self):
        self._stack = ExitStack()
        self.by_provider = {}

    def __enter__(self):
        for provider, dialect in SPOKEN.items():
            simulator = Simulator(dialect=dialect, generation_seconds=0.2, short_side=120)
            self.by_provider[provider] = self._stack.enter_context(simulator)
        return self

    def __exit__(self, *exception):
        self._stack.close()

    @property
    def accounts(self):
        return "\n".join(_account(name, simulator.base_url) for name, simulator in self.by_provider.items())


def _account(provider, base_url):
    return f'[accounts.{provider}]\nprovider = "{provider}"\nbase_url = "{base_url}"\napi_key = "key-{provider}"\n'
