"""Commands that make the vocabularies of `adverts` from their sources; none runs in a test."""
