"""Rules of `adverts`, on labels made by hand, on oracles beside the repository, on properties and on hostile texts."""
