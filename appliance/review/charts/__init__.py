"""Charts as data: marks with their places on a small canvas, and the same figures as a table. Pure.

A template draws any of them (`review/templates/charts.html`), as SVG without script or outside resource.
"""
