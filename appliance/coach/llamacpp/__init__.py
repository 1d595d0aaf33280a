"""Language models in the GGUF format, by llama.cpp in a child process."""
