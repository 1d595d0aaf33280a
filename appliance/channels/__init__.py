"""Ways to reach a user."""
