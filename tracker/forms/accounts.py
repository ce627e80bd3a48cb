"""Forms and rules of logging in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from tracker.actions.activity import record_log_in
from tracker.models import User


class ClosedAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are entered by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Always False."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Log in, on record."""
        super().login(request, user)
        record_log_in(user, "logged-in")

    def logout(self, request: HttpRequest) -> None:
        """Log out, on record."""
        user = User.objects.filter(username=request.user.get_username()).first()
        super().logout(request)
        if user is not None:
            record_log_in(user, "logged-out")

    def set_password(self, user: User, password: str) -> None:
        """Change the password, on record."""
        super().set_password(user, password)
        record_log_in(user, "password-changed")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A name and a password that do not belong together: on record with the name, never the password."""
        super().authentication_failed(request, **credentials)
        username = str(credentials.get("username", ""))
        record_log_in(User.objects.filter(username=username).first(), "log-in-failed", username)
