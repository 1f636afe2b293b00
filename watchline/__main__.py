"""``python -m watchline``."""

from watchline.cli.main import main

main()
