"""sherpa-onnx: voices and streaming recognition for small machines, in child processes."""
