"""What can go wrong before Kling has an address to fetch a video from. Nothing was sent to it then."""

from ..kling.errors import InputError


class HostingError(InputError):
    """No hosting is set up, its settings will not do, or the bucket did not take the file. Holds no key."""
