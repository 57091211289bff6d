"""What a city hands over: reports, letters and the package of evidence, made from templates."""
