"""Forms: what is typed, checked before an action is asked."""
