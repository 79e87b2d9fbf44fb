"""Running the house: the demo, its processes, the generated reference pages."""
