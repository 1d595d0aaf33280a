"""The home around it: what other machines and files of the household know."""
