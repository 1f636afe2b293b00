"""What is on the page: state, layout, components and figures. Holds no callbacks."""
