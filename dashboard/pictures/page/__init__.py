"""The parts of a picture and how they are laid out."""
