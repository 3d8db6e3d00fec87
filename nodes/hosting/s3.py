"""Upload to an S3-compatible bucket: addresses signed by boto3 on this machine, the file streamed by requests."""

import re
import secrets
from pathlib import Path
from typing import Any

import requests

from .errors import HostingError
from .names import content_type, file_name
from .settings import Bucket

READABLE_SECONDS = 24 * 3600
_WRITABLE_SECONDS = 3600
_TIMEOUTS = (10, 60)
"""s to connect, s of silence."""

_REMEDIES = {
    "InvalidAccessKeyId": "Check access_key in hosting.toml.",
    "SignatureDoesNotMatch": "Check secret_key in hosting.toml, and region.",
    "AccessDenied": "Give this key the right to put and get objects in this bucket.",
    "NoSuchBucket": "Check bucket in hosting.toml, and addressing.",
    "RequestTimeTooSkewed": "Set this machine's clock right.",
    "PermanentRedirect": "Check region and endpoint_url in hosting.toml.",
}


class S3:
    """One bucket. Threads may share it.

    Raises:
        HostingError: boto3 is not installed, or cannot do with these settings.
    """

    def __init__(self, settings: Bucket) -> None:
        self._settings = settings
        self._client = _client(settings)
        # Kling and the bucket's logs see it, so it tells nothing of the key.
        self._who = f"Bucket {settings.bucket} ({settings.endpoint_url or 'Amazon S3'})"

    def publish(self, path: Path) -> str:
        """Upload a file under a name that nobody can guess; returns an address that is good for 24 hours.

        Raises:
            HostingError: it did not get there, and why.
        """
        name = file_name(path)
        where = "/".join(part for part in (self._settings.prefix, secrets.token_urlsafe(32), name) if part)
        place = {"Bucket": self._settings.bucket, "Key": where}
        kind = content_type(name)
        self._put(self._signed("put_object", {**place, "ContentType": kind}, _WRITABLE_SECONDS), path, kind)
        return self._signed("get_object", {**place, "ResponseContentType": kind}, READABLE_SECONDS)

    def _put(self, url: str, path: Path, kind: str) -> None:
        try:
            with (
                path.open("rb") as file,
                requests.put(
                    url,
                    data=file,
                    headers={"Content-Type": kind},
                    auth=_as_signed,
                    timeout=_TIMEOUTS,
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                if response.status_code not in (200, 201, 204):
                    raise self._refused(response)
        except requests.RequestException as error:
            # Its own text quotes the signed address.
            raise HostingError(
                f"{self._who} could not be reached, or the upload of {path.name} broke off ({type(error).__name__}). "
                f"Check endpoint_url in hosting.toml and this machine's network, then queue it again."
            ) from None
        except OSError as error:
            raise HostingError(f"{path} could not be read: {error.strerror}.") from None

    def _refused(self, response: requests.Response) -> HostingError:
        """Only the code: the rest of such an answer repeats what was signed."""
        start = next(response.iter_content(4096), b"").decode("utf-8", errors="replace")
        found = re.search(r"<Code>(\w{1,40})</Code>", start)
        code = found.group(1) if found else ""
        remedy = _REMEDIES.get(code, "Check the settings in hosting.toml, or queue it again later.")
        told = f"{code}, HTTP {response.status_code}" if code else f"HTTP {response.status_code}"
        return HostingError(f"{self._who} did not take the video ({told}). {remedy}")

    def _signed(self, what: str, place: dict[str, str], seconds: int) -> str:
        from botocore.exceptions import BotoCoreError

        try:
            return self._client.generate_presigned_url(what, Params=place, ExpiresIn=seconds)
        except (BotoCoreError, ValueError) as error:
            raise _unusable(error) from None


def _client(settings: Bucket) -> Any:
    try:
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError
    except ImportError:
        raise HostingError(
            "Hosting in an S3 bucket needs the package boto3. Install it into ComfyUI's Python with "
            '`python -m pip install "boto3>=1.36"` and start ComfyUI again.'
        ) from None
    style = {"s3": {"addressing_style": settings.addressing}}
    # Checksums of Amazon's own make, which other makes of S3 refuse, only where they are asked for.
    config = Config(signature_version="s3v4", request_checksum_calculation="when_required", **style)
    try:
        # A session of its own: boto3's default one is shared by all packs of this process.
        return boto3.Session(
            aws_access_key_id=settings.access_key,
            aws_secret_access_key=settings.secret_key,
            region_name=settings.region,
        ).client("s3", endpoint_url=settings.endpoint_url or None, config=config)
    except (BotoCoreError, ValueError) as error:
        raise _unusable(error) from None


def _unusable(error: Exception) -> HostingError:
    """Without the error's own text, which may quote a setting that is a key in the wrong place."""
    return HostingError(
        f"boto3 cannot do with the settings in hosting.toml ({type(error).__name__}). "
        f"Check endpoint_url, bucket and region."
    )


def _as_signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The address is signed already; a password from ~/.netrc would spoil it."""
    return request
