"""Rules that read what adverts of the user's own say.

Text, pay, roles, skills, places and repetitions, from the words alone. Pure: no file but the vocabulary, no table.
"""
