"""One dossier worked out: the matrix, the checks, the score."""
