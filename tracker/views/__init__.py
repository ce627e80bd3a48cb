"""Pages: fetch what the person may see, form, action, redirect."""
