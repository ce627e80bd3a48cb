"""The site: what offices fill in, reviewers judge, and leaders hand over."""
