"""What became of one year's dossier in another's: the facts, their content in words, and the formats of both."""
