"""Parts of the page, each a function from data to a component."""
