"""Moments as agencies write them, said as the item has them: UTC, "2018-03-24T09:00:00Z"."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(
    r"(?P<y>\d{4})-?(?P<m>\d\d)-?(?P<d>\d\d)"
    r"(?:[T\s]?(?P<H>\d\d):?(?P<M>\d\d)(?::?(?P<S>\d\d)(?:[.,]\d+)?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?)?",
    re.IGNORECASE,
)


def utc(text: str | None) -> str | None:
    """ISO 8601 in its long, short and loose shapes (a blank for the T, +0100), and RFC 822; None if it is neither.

    A time without a zone is taken for UTC, a day without a time for its first moment.
    """
    text = " ".join((text or "").split())
    match = _ISO.fullmatch(text)
    if not match and not re.search(r"[A-Za-z]{3}", text):
        return None
    try:
        found = _iso(match) if match else parsedate_to_datetime(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")
    except (ValueError, TypeError, OverflowError):
        return None


def has_zone(text: str | None) -> bool:
    """Was a zone written? An embargo without one cannot be trusted."""
    return bool(re.search(r"(?:Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)$", (text or "").strip(), re.IGNORECASE))


def _iso(match: re.Match) -> datetime:
    zone = (match["zone"] or "Z").upper()
    offset = "+00:00" if zone in ("Z", "UTC", "GMT") else zone
    offset = offset if ":" in offset else f"{offset[:3]}:{offset[3:] or '00'}"
    seconds = min(int(match["S"] or 0), 59)  # a leap second
    clock = f"{match['H'] or '00'}:{match['M'] or '00'}:{seconds:02}"
    return datetime.fromisoformat(f"{match['y']}-{match['m']}-{match['d']}T{clock}{offset}")
