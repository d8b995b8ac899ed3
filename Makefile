# Thin lines that call uv; `make` alone lists them.
