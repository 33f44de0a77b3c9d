"""Rights and caveat of the figures: the words that every output carries."""

SOURCE_NAME = "IT Jobs Watch"
SOURCE_URL = "https://www.itjobswatch.co.uk/"
LICENCE_ID = "CC-BY-NC-SA-4.0"
LICENCE_NAME = "CC BY-NC-SA 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by-nc-sa/4.0/"
CAVEAT = "Pay and demand are advertised, not paid: what job adverts say, not what people earn."
SOURCE_LINE = f"Source {SOURCE_NAME}, {LICENCE_NAME}; advertised, not paid"
RIGHTS = f"""\
Source {SOURCE_NAME} ({SOURCE_URL}).
Licence of the statistics: {LICENCE_NAME}, {LICENCE_URL}
Figures are of advertised jobs and advertised pay, not of pay received: advertised, not paid.
"""
