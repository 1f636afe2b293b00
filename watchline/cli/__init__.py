"""The `watchline` command."""
