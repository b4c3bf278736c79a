"""How test files look before and after, language by language: what they run, check and skip."""
