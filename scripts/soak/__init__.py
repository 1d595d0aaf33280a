"""Long runs: simulated days at full speed, and real minutes with sound. `python -m scripts.soak`."""
