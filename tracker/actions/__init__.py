"""Every write: one function a deed. Each takes ``by`` (the person), checks the permission, runs in one short
transaction and records an Activity. What may not be done raises ``Refused`` with a sentence for the person."""
