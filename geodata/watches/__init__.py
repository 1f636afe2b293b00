"""Watches: rules for what is told, and telling other programs by feeds and webhooks."""
