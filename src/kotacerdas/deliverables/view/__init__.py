"""What templates see of a dossier."""
