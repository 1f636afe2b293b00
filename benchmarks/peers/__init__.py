"""Other ways to show the same events, to measure the page beside."""
