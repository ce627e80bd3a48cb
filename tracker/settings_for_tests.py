"""The settings under test: the real ones, with what a test machine must not pay for taken out."""

from tracker.settings import *  # noqa: F403  (the one place that takes every setting)

SECRET_KEY = "a key for tests only, never used to sign anything that lasts"
DEMO = False
ALLOWED_HOSTS = ["*"]
# Hashing is slow by design; a test logs in hundreds of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]
# Done at once and in the same thread, so that a test sees the end of it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
API_RATE = ""
