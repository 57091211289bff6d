"""What became of one year's dossier in another's: the facts (`comparison`), their content in words, as blocks, and as JSON."""
