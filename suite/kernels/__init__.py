"""Array-native operators of evolutionary search: whole populations at once, randomness only from a passed Generator."""
