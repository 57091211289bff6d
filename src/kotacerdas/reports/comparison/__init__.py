"""What became of one year's dossier in another's."""
