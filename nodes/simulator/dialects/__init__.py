"""The providers whose dialect the simulator speaks. A new one is a Surface, and a row of DIALECTS."""

from .dmxapi import Dmxapi
from .new_api import NewApi
from .official import Official
from .responses import Responses
from .surface import Surface

DIALECTS: dict[str, type[Surface]] = {
    "official": Official,
    "dmxapi": Dmxapi,
    "dmxapi-responses": Responses,
    "new-api": NewApi,
}

__all__ = ["DIALECTS", "Surface"]
