"""Support of the tests of trends: facts drawn at random, and every trend worked out once more."""
