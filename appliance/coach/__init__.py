"""What is said, and what an answer means."""
