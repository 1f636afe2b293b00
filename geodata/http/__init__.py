"""The HTTP client of feeds and webhooks: where it may go, what it takes, what it tells."""
