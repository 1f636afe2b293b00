"""Reports as PowerPoint files."""
