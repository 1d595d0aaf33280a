"""What all engines share: the ladder and the child process."""
