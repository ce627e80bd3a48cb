"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """``demo``: True on a demonstration installation."""
    return {"demo": settings.DEMO}
