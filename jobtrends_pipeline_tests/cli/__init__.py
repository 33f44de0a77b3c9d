"""The commands as a person runs them: what they print, refuse, leave behind and load."""
