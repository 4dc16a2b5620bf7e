"""Forms: each module opens one, checks what was entered before the acknowledgement, and takes it in."""
