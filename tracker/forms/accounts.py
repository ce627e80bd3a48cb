"""Forms and rules of logging in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are entered by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always False."""
        return False
