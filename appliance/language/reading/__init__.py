"""The algorithms of understanding, each made for one language by that language's own words."""
