"""Feeds: sources that are read again and again, as ``feeds.toml`` of the data folder lists them.

``config`` reads that file, ``poller`` keeps the feeds up to date; there is a module for each
kind. ``docs/feeds.md`` describes the file for people.
"""
